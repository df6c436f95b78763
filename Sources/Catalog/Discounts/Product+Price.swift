public import FoundationEssentials
public import ShopCore

/// What a product costs: the one place where discounts count.
extension Product {
    /// What it is sold for at a moment.
    public func price(at moment: Date) -> Money { self.salePrice(at: moment) ?? self.price }

    /// The lowered price while a discount is in force, else nil.
    ///
    /// - Parameter price: one that is not the product's, such as a variant's; nil for the product's.
    public func salePrice(of price: Money? = nil, at moment: Date) -> Money? {
        guard let discount, discount.isInForce(at: moment) else { return nil }
        return discount.lowered(price ?? self.price)
    }

    /// What a variant of it is sold for at a moment; nil for as much as the product.
    public func price(of variant: Variant, at moment: Date) -> Money? {
        variant.price.map { self.salePrice(of: $0, at: moment) ?? $0 }
    }

    /// The first moment after another at which its price is another by the clock; nil when it stays.
    public func nextPriceChange(after moment: Date) -> Date? { self.discount?.nextChange(after: moment) }

    /// The product as the primary contract shows it to customers, with the price that it is sold for.
    func priced(at moment: Date) -> Product {
        var product = self.shown
        product.price = self.price(at: moment)
        return product
    }
}

extension Sequence<Product> {
    /// The first moment after another at which the price of one of them changes by the clock.
    func nextPriceChange(after moment: Date) -> Date? {
        self.lazy.compactMap { $0.nextPriceChange(after: moment) }.min()
    }
}
