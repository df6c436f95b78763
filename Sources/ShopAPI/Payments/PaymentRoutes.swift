import BSON
import HTTPTypes
public import Orders
public import RouteKit
public import ShopCore

/// `/payments`: how orders get paid.
public struct PaymentRoutes: Sendable {
    private let payments: PaymentService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    public init(_ payments: PaymentService, access: ShopAccess, keys: IdempotencyKeys) {
        self.payments = payments
        self.access = access
        self.keys = keys
    }

    public var routes: [Route] {
        let payments = self.payments
        return [
            Route(
                .post, "/payments/confirm", id: "confirmPayment", "Tell how the payment of an order ended",
                tag: .payments, access: self.access.user, input: .query(PaymentQuery.self),
                options: .init(errors: [.notFound]),
                keys: self.keys
            ) { call, keeping in
                try await payments.confirm(
                    ObjectID(call.query.orderID, of: "Order"), outcome: call.query.outcome, of: call.caller.userID,
                    by: call.author, keeping: keeping { PaymentResponse($0) })
            }
        ]
    }
}
