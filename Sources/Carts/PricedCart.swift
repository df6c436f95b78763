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
    /// As it stands now; nil for none.
    public var coupon: PresentedCoupon?
    /// What the lines that can be bought come to.
    public var amounts: PricedLines

    /// A line with what is for sale of its product.
    public struct Line: Sendable {
        public var item: CartItem
        /// Nil when the product is no longer sold.
        public var product: Product?
        /// What the line costs; nil when it can't be bought as it is stored: its product is no longer sold, its quantity is
        /// less than one or more than a cart holds, or the amount is too large.
        public var total: Money?
        /// Whether it can be bought as it is, and is in the amounts.
        public var isCounted = false
    }

    /// A product that is for sale, or the variant of it.
    public struct Product: Sendable {
        public var id: ObjectID
        public var slug: String
        public var name: String
        public var price: Money
        /// Where a picture is that was not uploaded.
        public var image: String?
        /// The picture that was uploaded: the variant's, else the product's first.
        public var pictureID: ObjectID?
        /// Those of the variant.
        public var options: VariantOptions
        /// How many can be bought now.
        public var inventory: Int
        var weight: Int?
        var categories: [ObjectID]
    }

    /// - Parameters:
    ///   - coupon: that of the cart.
    ///   - shipping: the shop's table of methods.
    init(
        _ cart: Cart, products: [Int: ProductSummary], coupon: PresentedCoupon?, shipping: [ShippingOffer],
        pricing: PricingRules
    ) {
        self.id = cart.id
        self.userID = cart.userID
        self.updatedAt = cart.updatedAt
        self.expiresAt = cart.expiresAt
        self.coupon = coupon
        var lines = cart.items.map { item in
            let product = products[item.productID]?.offer(of: item.variantID)
            return Line(
                item: item, product: product,
                total: item.isAllowed ? product?.price.multiplied(by: item.quantity) : nil)
        }
        self.amounts = Self.amounts(of: &lines, coupon: coupon, shipping: shipping, pricing: pricing)
        self.lines = lines
    }

    /// What the lines that can be bought come to with the cheapest way of shipping. Where they go is not known yet.
    private static func amounts(
        of lines: inout [Line], coupon: PresentedCoupon?, shipping: [ShippingOffer], pricing: PricingRules
    ) -> PricedLines {
        var (subtotal, counted) = (Money.zero, [PricingLine]())
        for index in lines.indices {
            let (item, product) = (lines[index].item, lines[index].product)
            guard let product, let total = lines[index].total, item.quantity <= product.inventory,
                let sum = subtotal.adding(total), pricing.amounts(subtotal: sum, shipping: Self.highestShipping) != nil
            else { continue }
            subtotal = sum
            lines[index].isCounted = true
            counted.append(
                PricingLine(
                    total: total, categories: product.categories, quantity: item.quantity, weight: product.weight))
        }
        let weight = counted.map(\.weight).saturatedSum
        let offer = pricing.shipping(by: shipping, to: nil, subtotal: subtotal, weight: weight).first
        // Where nothing is bought, nothing is shipped.
        let cost = subtotal > .zero ? min(offer?.price ?? .zero, Self.highestShipping) : .zero
        // That these can be counted was looked at above.
        return pricing.amounts(of: counted, coupon: coupon, shipping: cost)
            ?? PricedLines(amounts: .zero, parts: [], refusal: nil)
    }

    /// More than what any method costs that was not stored by another program.
    private static let highestShipping = Money(minorUnits: 1_000_000_000)
}

extension ProductSummary {
    /// What a line of a cart sells.
    ///
    /// - Parameter variantID: the line's.
    /// - Returns: nil when it is no longer sold, or not so: without a variant where there are some, or the other way round.
    func offer(of variantID: ObjectID?) -> PricedCart.Product? {
        guard self.isForSale else { return nil }
        var product = PricedCart.Product(
            id: self.id, slug: self.slug, name: self.name, price: self.price, image: self.image,
            pictureID: self.pictureID, options: [:], inventory: self.inventory, weight: self.weight,
            categories: self.categories)
        guard variantID != nil || !self.variants.isEmpty else { return product }
        guard let variant = self.variants.first(where: { $0.id == variantID }), variant.isActive else { return nil }
        product.price = variant.price ?? product.price
        product.options = variant.options
        product.pictureID = variant.pictureID ?? product.pictureID
        product.inventory = variant.inventory
        return product.price > .zero ? product : nil
    }
}
