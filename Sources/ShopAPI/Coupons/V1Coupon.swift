import BSON
import Coupons
import FoundationEssentials
import Schemas
import ShopCore

/// A coupon as its keepers see it.
struct V1Coupon: SchemaObject {
    var id: ObjectID
    var code: String
    var kind: CouponTerms.Kind
    var value: ExactDecimal?
    var minimum: Money?
    var startsAt: Date?
    var endsAt: Date?
    var maximumUses: Int?
    var maximumUsesPerUser: Int?
    var categories: [ObjectID]
    var uses: Int
    var createdAt: Date

    static let schema = Schema(V1Coupon.init) {
        Field("id", \.id)
        Field("code", \.code).example("SAVE10")
        Field("type", \.kind).example(.percentage)
        Field("value", \.value).described("Percent, or an amount; null for free shipping.")
            .example(ExactDecimal(coefficient: 10, exponent: 0))
        Field("min_total", \.minimum).described("What the lines must come to.")
        Field("starts_at", \.startsAt).described("When it begins; null for at once.")
        Field("ends_at", \.endsAt).described("When it has ended; null for never.")
        Field("max_uses", \.maximumUses).described("How many orders may use it; null for any number.")
        Field("max_uses_per_user", \.maximumUsesPerUser)
            .described("How many orders of one user may; null for any number.")
        Field("categories", \.categories)
            .described("Whose products it is for, those of their parts included; none for all.")
        Field("uses", \.uses).described("How many orders use it that have not failed and are not cancelled.").example(3)
        Field("created_at", \.createdAt)
    }
}

extension V1Coupon {
    init(_ coupon: Coupon) {
        self.init(
            id: coupon.id, code: coupon.code, kind: coupon.kind, value: coupon.value, minimum: coupon.minimum,
            startsAt: coupon.startsAt, endsAt: coupon.endsAt, maximumUses: coupon.maximumUses,
            maximumUsesPerUser: coupon.maximumUsesPerUser, categories: coupon.categories, uses: coupon.uses,
            createdAt: coupon.createdAt)
    }
}
