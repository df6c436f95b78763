import BSON
import Orders
import RouteKit
import Schemas

/// How the payment of which order ended.
struct PaymentQuery: SchemaObject {
    var orderID: String
    var outcome: PaymentOutcome

    static let schema = Schema(PaymentQuery.init) {
        Field("order_id", \.orderID).described("The order's id.").example("507f1f77bcf86cd799439014")
        Field("outcome", \.outcome, default: .success).described("How the payment ended.")
    }
}

/// Where the order stands now.
struct PaymentResponse: SchemaObject, RouteOutput {
    var orderID: ObjectID
    var status: OrderStatus

    static let schema = Schema(PaymentResponse.init) {
        Field("order_id", \.orderID)
        Field("status", \.status).example(.paid)
    }

    init(orderID: ObjectID, status: OrderStatus) {
        self.orderID = orderID
        self.status = status
    }

    init(_ order: Order) {
        self.init(orderID: order.id, status: order.status)
    }
}
