import BSON
import HTTPTypes
import Idempotency
import NIOCore
import Orders
import RouteKit
import Schemas
import ShopCore

/// `/api/v1/orders/{id}/cancel` and `/api/v1/orders/{id}/refund`: what comes back.
struct V1RefundRoutes: Sendable {
    private let deliveries: DeliveryService
    private let refunds: RefundService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(_ deliveries: DeliveryService, _ refunds: RefundService, access: ShopAccess, keys: IdempotencyKeys) {
        self.deliveries = deliveries
        self.refunds = refunds
        self.access = access
        self.keys = keys
    }

    var routes: [Route] {
        let (deliveries, refunds) = (self.deliveries, self.refunds)
        return [
            Route(
                .post, "/orders/{id}/cancel", id: "cancelOrder",
                "Cancel one of the buyer's orders, or with update:order any, before it is on its way", tag: .v1Orders,
                access: self.access.buyer, input: .path(V1OrderPath.self, optionalBody: V1CancelRequest.self),
                options: .init(errors: [.notFound, .conflict]), keys: self.keys
            ) { call, keeping in
                try await deliveries.cancel(
                    call.path.id, reason: call.body.reason, for: call.caller, by: call.author,
                    keeping: keeping { Representation(V1Order($0, for: call.caller)) })
            },
            Route(
                .post, "/orders/{id}/refund", id: "refundOrder", "Give back what was paid for an order, or a part",
                tag: .v1Orders, access: self.access.permission(.refundOrder),
                input: .path(V1OrderPath.self, optionalBody: V1RefundRequest.self),
                options: .init(errors: [.notFound, .conflict]), keys: self.keys,
                again: { _, id in V1RefundedOrder(try await refunds.order(ObjectID(id, of: "Order"))) },
                handler: { call, keeping in
                    let noted = try await refunds.refund(
                        call.path.id, call.body.request(by: call.author), keeping: keeping { V1RefundedOrder($0) })
                    return noted.remade(V1RefundedOrder(try await refunds.settle(noted.answer.id)))
                }),
        ]
    }
}

/// An order of which something was given back: as it is when the gateway has answered, or would not.
struct V1RefundedOrder: RemadeOutput {
    typealias Described = V1Order

    let id: ObjectID
    private let order: Representation<V1Order>

    init(_ order: Order) {
        self.id = order.id
        self.order = Representation(V1Order(order))
    }

    var reference: String { self.id.hexString }
    var responseBody: ByteBuffer { self.order.responseBody }
    var entityTag: String? { self.order.entityTag }
    static var hasEntityTag: Bool { true }
}
