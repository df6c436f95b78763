public import Schemas

/// What is added to the price of goods.
public struct PricingRules: Hashable, Sendable {
    /// Of what the goods cost; shipping is not taxed. At most four decimal places.
    public var taxPercent = ExactDecimal(coefficient: 5, exponent: 0)
    /// The countries with another tax, by their codes.
    public var taxByCountry: [String: ExactDecimal] = [:]
    /// What shipping costs where there is no table of methods.
    public var shippingFlat = Money.zero
    /// How long it takes there.
    public var standardDays = 5
    /// The subtotal from which on the method `standard` costs nothing; nil for none.
    public var freeShippingFrom: Money?

    public init() {}

    /// What goods come to together.
    ///
    /// The tax is the only amount that is rounded, once, half-even.
    ///
    /// - Parameters:
    ///   - discount: what a coupon takes off; never more than the subtotal counts.
    ///   - country: the code of where they go; nil where that is not known.
    /// - Returns: nil when an amount is too large.
    public func amounts(
        subtotal: Money, discount: Money = .zero, shipping: Money = .zero, to country: String? = nil
    ) -> Amounts? {
        let discount = min(max(discount, .zero), subtotal)
        let goods = Money(minorUnits: subtotal.minorUnits - discount.minorUnits, currency: subtotal.currency)
        let percent = country.flatMap { self.taxByCountry[$0] } ?? self.taxPercent
        guard let tax = goods.percent(percent), let total = goods.adding(shipping).flatMap({ $0.adding(tax) })
        else { return nil }
        return Amounts(subtotal: subtotal, discount: discount, shipping: shipping, tax: tax, total: total)
    }

    /// What lines come to together, and the part of each line in it.
    ///
    /// Discount and tax are spread over the lines to the cent, so that the parts always make up the whole.
    ///
    /// - Parameters:
    ///   - coupon: counts where its terms are fulfilled; nil for none.
    ///   - shipping: what it costs without a coupon.
    ///   - country: the code of where they go; nil where that is not known.
    /// - Returns: nil when an amount is too large.
    public func amounts(
        of lines: [PricingLine], coupon: PresentedCoupon? = nil, shipping: Money = .zero, to country: String? = nil
    ) -> PricedLines? {
        guard let subtotal = Money.sum(lines.map(\.total)) else { return nil }
        var (reduction, refusal) = (CouponReduction.none, CouponRefusal?.none)
        if let coupon {
            switch coupon.reduction(of: lines, subtotal: subtotal) {
            case .success(let found): reduction = found
            case .failure(let reason): refusal = reason
            }
        }
        let discounts = reduction.discount.spread(over: reduction.shares(in: lines))
        guard
            let amounts = self.amounts(
                subtotal: subtotal, discount: reduction.discount,
                shipping: reduction.isShippingFree ? .zero : shipping, to: country)
        else { return nil }
        let goods = zip(lines, discounts).map { line, discount in
            Money(minorUnits: line.total.minorUnits - discount.minorUnits, currency: line.total.currency)
        }
        let parts = zip(discounts, amounts.tax.spread(over: goods)).map { PricedLines.Part(discount: $0, tax: $1) }
        return PricedLines(amounts: amounts, parts: parts, refusal: refusal)
    }
}
