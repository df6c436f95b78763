import Schemas
import ShopCore

/// The coupon of a cart.
struct V1CartCoupon: SchemaObject {
    var code: String
    var kind: CouponTerms.Kind
    var value: ExactDecimal?
    var discount: Money
    var message: String?

    static let schema = Schema(V1CartCoupon.init(code:kind:value:discount:message:)) {
        Field("code", \.code).example("SAVE10")
        Field("type", \.kind).example(.percentage)
        Field("value", \.value).described("Percent, or an amount; null for free shipping.")
            .example(ExactDecimal(coefficient: 10, exponent: 0))
        Field("discount", \.discount).described("What it takes off the cart as it is now.")
            .example(Money(minorUnits: 1000))
        Field("message", \.message).described("Why it takes nothing off, for people; null where it does.")
    }

    init(_ terms: CouponTerms, in lines: PricedLines) {
        self.init(
            code: terms.code, kind: terms.kind, value: terms.value, discount: lines.amounts.discount,
            message: lines.refusal?.message)
    }

    private init(code: String, kind: CouponTerms.Kind, value: ExactDecimal?, discount: Money, message: String?) {
        self.code = code
        self.kind = kind
        self.value = value
        self.discount = discount
        self.message = message
    }
}

/// Which coupon to put into the cart.
struct V1CouponCodeRequest: SchemaObject {
    var code: String

    static let schema = Schema(V1CouponCodeRequest.init) {
        Field("code", \.code).length(1...100).described("In any letter case.").example("SAVE10")
    }
}
