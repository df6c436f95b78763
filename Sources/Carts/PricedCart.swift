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
    /// What is added to the price of what it holds.
    public var pricing: PricingRules

    /// A line with what is for sale of its product.
    public struct Line: Sendable {
        public var item: CartItem
        /// Nil when the product is no longer sold.
        public var product: Product?
        /// What the line costs; nil when it can't be bought as it is stored: its product is no longer sold, its quantity is
        /// less than one or more than a cart holds, or the amount is too large.
        public var total: Money?
    }

    /// A product that is for sale, or the variant of it.
    public struct Product: Sendable {
        public var id: ObjectID
        public var slug: String
        public var name: String
        public var price: Money
        public var image: String?
        /// Those of the variant.
        public var options: VariantOptions
        /// How many can be bought now.
        public var inventory: Int
    }

    init(_ cart: Cart, products: [Int: ProductSummary], pricing: PricingRules) {
        self.id = cart.id
        self.userID = cart.userID
        self.updatedAt = cart.updatedAt
        self.expiresAt = cart.expiresAt
        self.pricing = pricing
        self.lines = cart.items.map { item in
            let product = products[item.productID]?.offer(of: item.variantID)
            return Line(
                item: item, product: product,
                total: item.isAllowed ? product?.price.multiplied(by: item.quantity) : nil)
        }
    }
}

extension ProductSummary {
    /// What a line of a cart sells.
    ///
    /// - Parameter variantID: the line's.
    /// - Returns: nil when it is no longer sold, or not so: without a variant where there are some, or the other way round.
    func offer(of variantID: ObjectID?) -> PricedCart.Product? {
        guard self.isForSale else { return nil }
        var product = PricedCart.Product(
            id: self.id, slug: self.slug, name: self.name, price: self.price, image: self.image, options: [:],
            inventory: self.inventory)
        guard variantID != nil || !self.variants.isEmpty else { return product }
        guard let variant = self.variants.first(where: { $0.id == variantID }), variant.isActive else { return nil }
        product.price = variant.price ?? product.price
        product.options = variant.options
        product.inventory = variant.inventory
        return product.price > .zero ? product : nil
    }
}
