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

    static let schema = Schema(V1Payment.init) {
        Field("method", \.method).example("card")
        Field("status", \.status).example(.pending)
        Field("gateway", \.gateway).described("Who was asked for the money; `manual` for what was paid otherwise.")
        Field("attempts", \.attempts).example(0)
        Field("failure", \.failure).described("Why the last attempt failed.")
    }
}

extension V1Payment {
    init(_ order: Order) {
        let payment = order.payment
        self.init(
            method: payment.method, status: order.paymentStatus, gateway: payment.gateway,
            attempts: payment.attempts, failure: payment.failure)
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

/// Where an order is sent to, in `/api/v1`.
struct V1PostalAddress: SchemaObject {
    var fullName: String
    var addressLine1: String
    var addressLine2: String?
    var city: String
    var state: String?
    var postalCode: String
    var country: String
    var phone: String?

    static let schema = Schema(V1PostalAddress.init) {
        Field("full_name", \.fullName).example("John Doe")
        Field("address_line1", \.addressLine1).example("Hauptstr. 5")
        Field("address_line2", \.addressLine2)
        Field("city", \.city).example("Berlin")
        Field("state", \.state)
        Field("postal_code", \.postalCode).example("10115")
        Field("country", \.country).described("ISO 3166-1 alpha-2.").example("DE")
        Field("phone", \.phone).example("+49 30 1234567")
    }
}

extension V1PostalAddress {
    init(_ address: PostalAddress) {
        self.init(
            fullName: address.fullName, addressLine1: address.line1, addressLine2: address.line2, city: address.city,
            state: address.state, postalCode: address.postalCode, country: address.country, phone: address.phone)
    }
}
