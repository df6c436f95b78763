public import Schemas

/// What is added to the price of goods.
public struct PricingRules: Hashable, Sendable {
    /// Of what the goods cost; shipping is not taxed. At most four decimal places.
    public var taxPercent = ExactDecimal(coefficient: 5, exponent: 0)
    /// What shipping costs.
    public var shippingFlat = Money.zero
    /// The subtotal from which on shipping costs nothing; nil for none.
    public var freeShippingFrom: Money?

    public init() {}

    /// What lines come to together.
    ///
    /// The tax is the only amount that is rounded, once, half-even. Where nothing is bought, nothing is shipped.
    ///
    /// - Parameters:
    ///   - lines: what each of them costs.
    ///   - discount: what a coupon takes off; never more than the subtotal counts.
    /// - Returns: nil when an amount is too large.
    public func amounts(of lines: some Sequence<Money>, discount: Money = .zero) -> Amounts? {
        Money.sum(lines).flatMap { self.amounts(subtotal: $0, discount: discount) }
    }

    /// The same for the sum of the lines.
    public func amounts(subtotal: Money, discount: Money = .zero) -> Amounts? {
        let discount = min(max(discount, .zero), subtotal)
        let isFree = subtotal == .zero || self.freeShippingFrom.map { subtotal >= $0 } ?? false
        let shipping = isFree ? .zero : self.shippingFlat
        let goods = Money(minorUnits: subtotal.minorUnits - discount.minorUnits, currency: subtotal.currency)
        guard let tax = goods.percent(self.taxPercent),
            let total = goods.adding(shipping).flatMap({ $0.adding(tax) })
        else { return nil }
        return Amounts(subtotal: subtotal, discount: discount, shipping: shipping, tax: tax, total: total)
    }
}
