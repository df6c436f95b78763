public import BSON

/// So much of a product as a client's own cart has.
public struct WantedLine: Hashable, Sendable {
    /// The product's id, number or slug.
    public var product: String
    /// Nil for a product without variants.
    public var variantID: ObjectID?
    public var quantity: Int

    public init(product: String, variantID: ObjectID? = nil, quantity: Int) {
        self.product = product
        self.variantID = variantID
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
