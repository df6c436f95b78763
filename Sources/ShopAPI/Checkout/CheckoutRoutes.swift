import HTTPTypes
public import Orders
public import RouteKit
public import ShopCore

/// `/checkout`: from the cart to an order.
public struct CheckoutRoutes: Sendable {
    private let checkout: CheckoutService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    public init(_ checkout: CheckoutService, access: ShopAccess, keys: IdempotencyKeys) {
        self.checkout = checkout
        self.access = access
        self.keys = keys
    }

    public var routes: [Route] {
        let checkout = self.checkout
        return [
            Route(
                .post, "/checkout/create-order", id: "createOrder", "Make an order of the cart", tag: .checkout,
                access: self.access.user, input: .nothing, options: .init(errors: [.badRequest, .conflict]),
                keys: self.keys
            ) { call, keeping in
                try await checkout.createOrder(
                    for: call.caller.userID, by: call.author, keeping: keeping { CheckoutResponse($0) })
            }
        ]
    }
}
