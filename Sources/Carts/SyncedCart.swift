/// A cart after a client's own was put into it.
public struct SyncedCart: Sendable {
    public var cart: PricedCart
    public var rejections: [Rejection]

    /// A product that did not get into the cart, or not with all its pieces.
    public struct Rejection: Hashable, Sendable {
        /// The product's id; what the client called it where none is for sale.
        public var product: String
        public var reason: Reason
    }

    public enum Reason: String, Sendable {
        /// It is not for sale.
        case notFound = "not_found"
        /// Fewer are there.
        case outOfStock = "out_of_stock"
        /// One order may not have so many.
        case maximumPerOrder = "max_per_order"
        /// The cart holds no more lines.
        case cartFull = "cart_full"
    }
}
