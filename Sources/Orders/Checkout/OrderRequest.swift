public import BSON
public import ShopCore

/// What somebody wants to order, and how.
public struct OrderRequest: Sendable {
    /// Nil for what is in the cart, which is emptied then.
    public var items: [Item]?
    /// Where it goes; nil for the address of the book.
    public var shippingAddress: PostalAddress?
    /// Which address of the book; nil for the default.
    public var addressID: ObjectID?
    public var billingAddress: PostalAddress?
    /// What the buyer calls the payment.
    public var paymentMethod = "card"
    /// What the buyer pays with, as the gateway names it; nil for the usual one.
    public var paymentToken: String?
    /// The id of a method; nil for the cheapest that fits.
    public var shippingMethod: String?
    /// The code of a coupon; nil for that of the cart, where the cart is ordered.
    public var coupon: String?
    public var notes: String?
    /// What it is to cost; nil for whatever it costs.
    public var expectedTotal: Money?

    public init() {}

    /// So many of a product.
    public struct Item: Sendable {
        /// Its id, number or slug.
        public var product: String
        public var variantID: ObjectID?
        public var quantity: Int
        /// What one is to cost; nil for whatever it costs.
        public var price: Money?

        public init(product: String, variantID: ObjectID?, quantity: Int, price: Money?) {
            self.product = product
            self.variantID = variantID
            self.quantity = quantity
            self.price = price
        }
    }
}
