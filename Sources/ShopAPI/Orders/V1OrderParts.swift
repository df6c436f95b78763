import Orders
import Schemas
import ShopCore

/// The payment of an order in `/api/v1`.
struct V1Payment: SchemaObject {
    var method: String
    var status: PaymentStatus
    var gateway: String?
    var attempts: Int
    var failure: String?
    var clientSecret: String?

    static let schema = Schema(V1Payment.init) {
        Field("method", \.method).example("card")
        Field("status", \.status).example(.pending)
        Field("gateway", \.gateway).described("Who was asked for the money; `manual` for what was paid otherwise.")
        Field("attempts", \.attempts).example(0)
        Field("failure", \.failure).described("Why the last attempt failed.")
        Field("client_secret", \.clientSecret)
            .described("With which a browser pays: shown to the buyer alone, at the order, while it is pending.")
    }
}

extension V1Payment {
    /// - Parameter isBuyers: whether who sees it may pay by it.
    init(_ order: Order, isBuyers: Bool = false) {
        let payment = order.payment
        self.init(
            method: payment.method, status: order.paymentStatus, gateway: payment.gateway,
            attempts: payment.attempts, failure: payment.failure,
            clientSecret: isBuyers && order.status == .pending ? payment.clientSecret : nil)
    }
}

/// The coupon of an order in `/api/v1`.
struct V1OrderCoupon: SchemaObject {
    var code: String
    var type: String
    var value: ExactDecimal?
    var discount: Money

    static let schema = Schema(V1OrderCoupon.init) {
        Field("code", \.code).example("SPRING")
        Field("type", \.type).example("percentage")
        Field("value", \.value)
        Field("discount", \.discount).example(.zero)
    }
}

extension V1OrderCoupon {
    init(_ coupon: OrderCoupon) {
        self.init(code: coupon.code, type: coupon.type, value: coupon.value, discount: coupon.discount)
    }
}

/// How an order is sent, in `/api/v1`.
struct V1OrderShipping: SchemaObject {
    var id: String
    var name: String
    var price: Money
    var days: Int?

    static let schema = Schema(V1OrderShipping.init) {
        Field("id", \.id).example("standard")
        Field("name", \.name).example("Standard")
        Field("price", \.price).example(.zero)
        Field("days", \.days)
    }
}

extension V1OrderShipping {
    init(_ shipping: OrderShipping) {
        self.init(id: shipping.id, name: shipping.name, price: shipping.price, days: shipping.days)
    }
}
