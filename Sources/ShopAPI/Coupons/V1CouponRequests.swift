import BSON
import Coupons
import FoundationEssentials
import Schemas
import ShopCore

/// Which coupon.
struct V1CouponPath: SchemaObject {
    var id: String

    static let schema = Schema(V1CouponPath.init) {
        Field("id", \.id).example("507f1f77bcf86cd799439016")
    }

    /// - Throws: ``ShopError`` `notFound` when no coupon is called so.
    func coupon() throws(ShopError) -> ObjectID { try ObjectID(self.id, of: "Coupon") }
}

/// A coupon as it is entered.
struct V1CouponRequest: SchemaObject {
    var code: String
    var kind: CouponTerms.Kind
    var value: ExactDecimal?
    var minimum: Money?
    var startsAt: Date?
    var endsAt: Date?
    var maximumUses: Int?
    var maximumUsesPerUser: Int?
    var categories: [String]?

    static let schema = Schema(V1CouponRequest.init) {
        Field("code", \.code).couponCode().example("SAVE10")
        Field("type", \.kind).example(.percentage)
        Field("value", \.value).decimals(...2).described("Percent, or an amount; nothing for free shipping.")
            .example(ExactDecimal(coefficient: 10, exponent: 0))
        Field("min_total", \.minimum).range(.zero...Coupon.highestAmount)
        Field("starts_at", \.startsAt)
        Field("ends_at", \.endsAt)
        Field("max_uses", \.maximumUses).range(1...V1CouponRequest.highestUses)
        Field("max_uses_per_user", \.maximumUsesPerUser).range(1...V1CouponRequest.highestUses)
        Field("categories", \.categories).count(...V1CouponRequest.mostCategories).described("Ids, slugs or names.")
    }

    static let highestUses = 1_000_000_000
    static let mostCategories = 100

    var draft: CouponChanges {
        var draft = CouponChanges()
        draft.code = .set(self.code)
        draft.kind = .set(self.kind)
        draft.value = .set(self.value)
        draft.minimum = .set(self.minimum)
        draft.startsAt = .set(self.startsAt)
        draft.endsAt = .set(self.endsAt)
        draft.maximumUses = .set(self.maximumUses)
        draft.maximumUsesPerUser = .set(self.maximumUsesPerUser)
        draft.categories = .set(self.categories ?? [])
        return draft
    }
}

/// Some fields of a coupon to be changed.
struct V1CouponChanges: SchemaObject {
    var code: Patch<String>
    var kind: Patch<CouponTerms.Kind>
    var value: Patch<ExactDecimal?>
    var minimum: Patch<Money?>
    var startsAt: Patch<Date?>
    var endsAt: Patch<Date?>
    var maximumUses: Patch<Int?>
    var maximumUsesPerUser: Patch<Int?>
    var categories: Patch<[String]>

    static let schema = Schema(V1CouponChanges.init) {
        Field("code", \.code).couponCode()
        Field("type", \.kind)
        Field("value", \.value).decimals(...2).example(.set(ExactDecimal(coefficient: 15, exponent: 0)))
        Field("min_total", \.minimum).range(.zero...Coupon.highestAmount)
        Field("starts_at", \.startsAt)
        Field("ends_at", \.endsAt)
        Field("max_uses", \.maximumUses).range(1...V1CouponRequest.highestUses)
        Field("max_uses_per_user", \.maximumUsesPerUser).range(1...V1CouponRequest.highestUses)
        Field("categories", \.categories).count(...V1CouponRequest.mostCategories).described("Ids, slugs or names.")
    }

    var changes: CouponChanges {
        var changes = CouponChanges()
        changes.code = self.code
        changes.kind = self.kind
        changes.value = self.value
        changes.minimum = self.minimum
        changes.startsAt = self.startsAt
        changes.endsAt = self.endsAt
        changes.maximumUses = self.maximumUses
        changes.maximumUsesPerUser = self.maximumUsesPerUser
        changes.categories = self.categories
        return changes
    }
}

extension Field where Value.Constrained == String {
    /// What a coupon may be called.
    fileprivate func couponCode() -> Self {
        self.length(1...CouponCode.longest).pattern("^[0-9A-Za-z_-]*$") { CouponCode.isPlain($0) }
            .described("Letters, digits, `-` and `_`; letter case makes no other code.")
    }
}
