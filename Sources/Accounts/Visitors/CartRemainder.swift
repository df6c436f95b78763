/// What of a visitor's cart did not get into the user's at a login.
public struct CartRemainder: Hashable, Sendable {
    /// The product, as requests name it.
    public var product: String
    /// How many pieces of it.
    public var quantity: Int
    /// Why, for programs.
    public var reason: String

    package init(product: String, quantity: Int, reason: String) {
        self.product = product
        self.quantity = quantity
        self.reason = reason
    }
}
