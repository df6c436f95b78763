public import BSON
public import ShopCore

/// What somebody wants to give back of what was paid for an order.
public struct RefundRequest: Sendable {
    /// How much.
    public enum Scope: Sendable {
        /// All that is left.
        case rest
        case amount(Money)
        /// What these pieces have cost.
        case items([Item])
    }

    /// So many pieces of a product.
    public struct Item: Sendable {
        /// Its id, number or slug.
        public var product: String
        /// Nil where the order has one line of the product.
        public var variantID: ObjectID?
        public var quantity: Int

        public init(product: String, variantID: ObjectID?, quantity: Int) {
            self.product = product
            self.variantID = variantID
            self.quantity = quantity
        }
    }

    public var scope: Scope
    /// Why, as the buyer may read it.
    public var reason: String?
    /// Whether the pieces come back into the stock.
    public var restocks: Bool
    /// Who answers for it.
    public var author: Author

    public init(_ scope: Scope, reason: String?, restocks: Bool, by author: Author) {
        self.scope = scope
        self.reason = reason
        self.restocks = restocks
        self.author = author
    }
}
