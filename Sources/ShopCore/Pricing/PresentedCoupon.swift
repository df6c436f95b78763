public import FoundationEssentials
import Schemas

/// A coupon as somebody presents it at a moment.
public struct PresentedCoupon: Hashable, Sendable {
    public var terms: CouponTerms
    public var moment: Date
    /// Whether none of its uses is left, as far as is known: those of everybody, or those of this user.
    public var isUsedUp: Bool

    public init(_ terms: CouponTerms, at moment: Date, isUsedUp: Bool) {
        self.terms = terms
        self.moment = moment
        self.isUsedUp = isUsedUp
    }

    /// What it takes off.
    func reduction(of lines: [PricingLine], subtotal: Money) -> Result<CouponReduction, CouponRefusal> {
        if let end = self.terms.endsAt, self.moment >= end { return .failure(.expired) }
        if self.isUsedUp { return .failure(.usedUp) }
        if let start = self.terms.startsAt, self.moment < start { return .failure(.notBegun) }
        if let minimum = self.terms.minimum, subtotal < minimum { return .failure(.minimum(minimum)) }
        let covered = lines.filter { self.terms.covers($0) }.map(\.total)
        // The sum of all lines can be counted.
        guard let goods = Money.sum(covered), goods > .zero else { return .failure(.notApplicable) }
        guard let discount = self.discount(of: goods) else { return .failure(.notApplicable) }
        return .success(
            CouponReduction(
                terms: self.terms, discount: min(discount, goods), isShippingFree: self.terms.kind == .freeShipping))
    }

    /// What it takes off an amount; nil for nothing, as a coupon that another program has stored may have any value.
    private func discount(of goods: Money) -> Money? {
        guard self.terms.kind != .freeShipping else { return .zero }
        guard let value = self.terms.value?.rounded(toPlaces: 2), value.coefficient > 0 else { return nil }
        switch self.terms.kind {
        case .freeShipping: return .zero
        case .fixed: return Money(value) ?? goods
        case .percentage: return (value.scaled(to: 2) ?? .max) >= 10_000 ? goods : goods.percent(value)
        }
    }
}

/// What a coupon does to the amounts of lines.
struct CouponReduction {
    var terms: CouponTerms?
    var discount = Money.zero
    var isShippingFree = false

    static let none = CouponReduction()

    /// What each line has of what the discount is for.
    func shares(in lines: [PricingLine]) -> [Money] {
        lines.map { self.terms?.covers($0) ?? false ? $0.total : .zero }
    }
}
