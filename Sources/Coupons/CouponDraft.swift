public import FoundationEssentials
public import Schemas
public import ShopCore

/// Some fields of a coupon to be changed, the others to be left alone.
public struct CouponChanges: Sendable {
    public var code = Patch<String>.unchanged
    public var kind = Patch<CouponTerms.Kind>.unchanged
    public var value = Patch<ExactDecimal?>.unchanged
    public var minimum = Patch<Money?>.unchanged
    public var startsAt = Patch<Date?>.unchanged
    public var endsAt = Patch<Date?>.unchanged
    public var maximumUses = Patch<Int?>.unchanged
    public var maximumUsesPerUser = Patch<Int?>.unchanged
    /// Ids, slugs or names.
    public var categories = Patch<[String]>.unchanged

    public init() {}

    /// The coupon afterwards, but for its categories.
    func applied(to coupon: Coupon) -> Coupon {
        var coupon = coupon
        if let code = self.code.newValue { coupon.code = CouponCode.normalized(code) ?? "" }
        if let kind = self.kind.newValue { coupon.kind = kind }
        if let value = self.value.newValue { coupon.value = value }
        if let minimum = self.minimum.newValue { coupon.minimum = minimum }
        if let startsAt = self.startsAt.newValue { coupon.startsAt = startsAt }
        if let endsAt = self.endsAt.newValue { coupon.endsAt = endsAt }
        if let most = self.maximumUses.newValue { coupon.maximumUses = most }
        if let most = self.maximumUsesPerUser.newValue { coupon.maximumUsesPerUser = most }
        return coupon
    }
}

extension Coupon {
    /// What is wrong with it as it is entered: fields that do not fit each other.
    var violations: [Violation] {
        var found: [Violation] = []
        func refuse(_ field: String, _ code: String, _ message: String) {
            found.append(.inBody(field, code, message))
        }
        switch (self.kind, self.value) {
        case (.freeShipping, .some): refuse("value", "value_error", "A coupon for free shipping has no value")
        case (.freeShipping, nil): break
        case (_, nil): refuse("value", "missing", "Field required")
        case (_, .some(let value)) where value.coefficient <= 0:
            refuse("value", "greater_than", "Input should be greater than 0")
        case (.percentage, .some(let value)) where value.scaled(to: 2) ?? .max > 10_000:
            refuse("value", "less_than_equal", "A percentage should be less than or equal to 100")
        case (.fixed, .some(let value)) where Money(value).map { $0 > Self.highestAmount } ?? true:
            refuse("value", "less_than_equal", "Input should be less than or equal to \(Self.highestAmount)")
        default: break
        }
        if let startsAt, let endsAt, endsAt <= startsAt {
            refuse("ends_at", "value_error", "A coupon should end after it has begun")
        }
        return found
    }

    package static let highestAmount = Money(minorUnits: 100_000_000)
}
