import BSON
import HTTPTypes
import Orders
import RouteKit
import Schemas
import ShopCore

/// `/api/v1/payments`: how orders get paid.
struct V1PaymentRoutes: Sendable {
    private let payments: PaymentService
    private let confirmation: PaymentConfirmation
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(
        _ payments: PaymentService, _ confirmation: PaymentConfirmation, access: ShopAccess, keys: IdempotencyKeys
    ) {
        self.payments = payments
        self.confirmation = confirmation
        self.access = access
        self.keys = keys
    }

    var routes: [Route] {
        let (payments, confirmation) = (self.payments, self.confirmation)
        return [
            Route(
                .post, "/payments/confirm", id: "confirmPayment", "Tell how the payment of an order ended",
                tag: .v1Orders, access: self.access.user, input: .query(PaymentQuery.self),
                options: .init(errors: [.notFound]), keys: self.keys
            ) { call, keeping in
                try confirmation.check(call.caller)
                return try await payments.confirm(
                    ObjectID(call.query.orderID, of: "Order"), outcome: call.query.outcome, of: call.caller.userID,
                    by: call.author, keeping: keeping { V1PaymentResponse($0) })
            },
            Route(
                .post, "/payments/{order_id}/pay", id: "payOrder", "Try again to pay an order", tag: .v1Orders,
                access: self.access.buyer, input: .path(V1PayPath.self, optionalBody: V1PayRequest.self),
                options: .init(errors: [.notFound, .conflict]), keys: self.keys
            ) { call, keeping in
                try await payments.pay(
                    call.path.orderID, with: call.body.paymentToken, for: call.caller,
                    keeping: keeping { Representation(V1Order($0, for: call.caller)) })
            },
        ]
    }
}

/// Where the order stands now.
struct V1PaymentResponse: SchemaObject, RouteOutput {
    var orderID: ObjectID
    var status: OrderStage
    var payment: V1Payment

    static let schema = Schema(V1PaymentResponse.init) {
        Field("order_id", \.orderID)
        Field("status", \.status).example(.confirmed)
        Field("payment", \.payment)
    }
}

extension V1PaymentResponse {
    init(_ order: Order) {
        self.init(orderID: order.id, status: order.stage, payment: V1Payment(order))
    }
}
