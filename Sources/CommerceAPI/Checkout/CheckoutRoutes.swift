import HTTPTypes
public import Orders
import ShopCore

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
                access: .user, input: .nothing, takesKey: true, errors: [.badRequest, .conflict]
            ) { call in
                CheckoutResponse(
                    try await checkout.createOrder(
                        for: call.caller.userID, by: call.author, keeping: call.keeping(CheckoutResponse.init)))
            }
        ]
    }
}
