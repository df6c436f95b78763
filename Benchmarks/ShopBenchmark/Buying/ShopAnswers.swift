import Schemas

/// The part of a sign-up's or login's answer that matters here.
struct TokenAnswer: SchemaObject {
    var token: String

    static let schema = Schema(TokenAnswer.init) {
        Field("access_token", \.token)
    }
}

/// The answer to a checkout or a payment.
struct OrderAnswer: SchemaObject {
    var id: String
    var status: String

    static let schema = Schema(OrderAnswer.init) {
        Field("order_id", \.id)
        Field("status", \.status)
    }
}

/// An order of `/api/v1`.
struct PlacedOrderAnswer: SchemaObject {
    var id: String
    var status: String

    static let schema = Schema(PlacedOrderAnswer.init) {
        Field("id", \.id)
        Field("status", \.status)
    }
}
