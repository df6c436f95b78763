public import Carts
import HTTPTypes
import ShopCore

/// `/cart`: what a user is about to buy.
public struct CartRoutes: Sendable {
    private let carts: CartService

    public init(_ carts: CartService) {
        self.carts = carts
    }

    public var routes: [Route] {
        let carts = self.carts
        return [
            Route(
                .get, "/cart", id: "getCart", "The user's cart", tag: .cart, access: .user, input: .nothing
            ) { call in
                Representation(try await carts.cart(of: call.caller.userID))
            },
            Route(
                .post, "/cart/add", id: "addToCart", "Put a product into the cart", tag: .cart, access: .user,
                input: .body(CartAddRequest.self), errors: [.badRequest, .notFound, .conflict]
            ) { call in
                Representation(
                    try await carts.add(call.body.productID, quantity: call.body.quantity, for: call.caller.userID))
            },
            Route(
                .post, "/cart/remove", id: "removeFromCart", "Take a product out of the cart", tag: .cart,
                access: .user, input: .body(CartRemoveRequest.self), errors: [.notFound]
            ) { call in
                Representation(try await carts.remove(call.body.productID, for: call.caller.userID))
            },
        ]
    }
}
