/// So much of a product as a client's own cart has.
public struct WantedLine: Hashable, Sendable {
    /// The product's id, number or slug.
    public var product: String
    public var quantity: Int

    public init(product: String, quantity: Int) {
        self.product = product
        self.quantity = quantity
    }

    /// What becomes of the lines that the cart has already.
    public enum Mode: String, Sendable {
        /// They stay, with the larger quantity, so that a repetition changes nothing.
        case merge
        /// They go.
        case replace
    }
}
