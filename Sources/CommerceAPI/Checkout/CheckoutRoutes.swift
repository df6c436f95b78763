public import Commerce
import HTTPTypes

/// `/checkout`: from the cart to an order.
public struct CheckoutRoutes: Sendable {
    private let checkout: CheckoutService

    public init(_ checkout: CheckoutService) {
        self.checkout = checkout
    }

    public var routes: [Route] {
        let checkout = self.checkout
        return [
            Route(
                .post, "/checkout/create-order", id: "createOrder", "Make an order of the cart", tag: .checkout,
                access: .user, input: .nothing, errors: [.badRequest, .conflict]
            ) { call in
                let order = try await checkout.createOrder(for: call.caller.userID)
                return CheckoutResponse(orderID: order.id, status: order.status, total: order.total)
            }
        ]
    }
}
