import BSON
import HTTPTypes
import Orders
import RouteKit
import ShopCore

/// `/payments`: how orders get paid.
struct PaymentRoutes: Sendable {
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
                tag: .payments, access: self.access.user, input: .query(PaymentQuery.self),
                options: .init(errors: [.notFound]),
                keys: self.keys
            ) { call, keeping in
                try confirmation.check(call.caller)
                return try await payments.confirm(
                    ObjectID(call.query.orderID, of: "Order"), outcome: call.query.outcome, of: call.caller.userID,
                    by: call.author, keeping: keeping { PaymentResponse($0) })
            }
        ]
    }
}
