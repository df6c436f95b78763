public import BSON
public import FoundationEssentials
public import ShopCore

/// A cart with the products' present names and prices, so that nobody has to fetch each product. Each mount shows it in its
/// own form.
public struct PricedCart: Sendable {
    public var id: ObjectID
    /// Nil for an anonymous cart.
    public var userID: String?
    public var lines: [Line]
    public var updatedAt: Date
    /// When an anonymous cart ends if it is not used.
    public var expiresAt: Date?

    /// A line with what is for sale of its product.
    public struct Line: Sendable {
        public var item: CartItem
        /// Nil when the product is no longer sold.
        public var product: Product?
        /// What the line costs; nil when it can't be bought as it is stored: its product is no longer sold, its quantity is
        /// less than one or more than a cart holds, or the amount is too large.
        public var total: Money?
    }

    /// A product that is for sale.
    public struct Product: Sendable {
        public var id: ObjectID
        public var slug: String
        public var name: String
        public var price: Money
        public var image: String?
        /// How many can be bought now.
        public var inventory: Int
    }

    init(_ cart: Cart, products: [Int: ProductSummary]) {
        self.id = cart.id
        self.userID = cart.userID
        self.updatedAt = cart.updatedAt
        self.expiresAt = cart.expiresAt
        self.lines = cart.items.map { item in
            let product = products[item.productID].flatMap { $0.isForSale ? $0 : nil }
            return Line(
                item: item,
                product: product.map {
                    Product(
                        id: $0.id, slug: $0.slug, name: $0.name, price: $0.price, image: $0.image,
                        inventory: $0.inventory)
                }, total: item.isAllowed ? product?.price.multiplied(by: item.quantity) : nil)
        }
    }
}
