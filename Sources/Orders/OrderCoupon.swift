public import Schemas
public import ShopCore

/// The coupon that an order was placed with, as it was.
public struct OrderCoupon: SchemaObject, Hashable {
    public var code: String
    /// What it takes off: `percentage`, `fixed` or `free_shipping`.
    public var type: String
    /// The percentage, or the amount; nil for free shipping.
    public var value: ExactDecimal?
    /// What it took off this order.
    public var discount: Money

    public static let schema = Schema(OrderCoupon.init) {
        Field("code", \.code)
        Field("type", \.type)
        Field("value", \.value)
        Field("discount", \.discount)
    }

    package init(code: String, type: String, value: ExactDecimal?, discount: Money) {
        self.code = code
        self.type = type
        self.value = value
        self.discount = discount
    }
}
