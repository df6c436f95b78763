import BSON
import HTTPTypes
public import Orders
import ShopCore

/// `/payments`: how orders get paid.
public struct PaymentRoutes: Sendable {
    private let payments: PaymentService

    public init(_ payments: PaymentService) {
        self.payments = payments
    }

    public var routes: [Route] {
        let payments = self.payments
        return [
            Route(
                .post, "/payments/confirm", id: "confirmPayment", "Tell how the payment of an order ended",
                tag: .payments, access: .user, input: .query(PaymentQuery.self), takesKey: true, errors: [.notFound]
            ) { call in
                PaymentResponse(
                    try await payments.confirm(
                        ObjectID(call.query.orderID, of: "Order"), outcome: call.query.outcome,
                        of: call.caller.userID, by: call.author, keeping: call.keeping(PaymentResponse.init)))
            }
        ]
    }
}
