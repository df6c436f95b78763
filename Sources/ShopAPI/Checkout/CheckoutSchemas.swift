import BSON
import Orders
import RouteKit
import Schemas
import ShopCore

/// The order that a checkout made.
struct CheckoutResponse: SchemaObject, RouteOutput {
    var orderID: ObjectID
    var status: OrderStatus
    var total: Money

    static let schema = Schema(CheckoutResponse.init) {
        Field("order_id", \.orderID)
        Field("status", \.status).example(.pending)
        Field("total", \.total).example(Money(minorUnits: 299_998))
    }

    init(orderID: ObjectID, status: OrderStatus, total: Money) {
        self.orderID = orderID
        self.status = status
        self.total = total
    }

    init(_ order: Order) {
        self.init(orderID: order.id, status: order.status, total: order.total)
    }
}
