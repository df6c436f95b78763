public import Carts
import HTTPTypes
public import RouteKit
import ShopCore

/// `/cart`: what a user is about to buy.
public struct CartRoutes: Sendable {
    private let carts: CartService
    private let access: ShopAccess

    public init(_ carts: CartService, access: ShopAccess) {
        self.carts = carts
        self.access = access
    }

    public var routes: [Route] {
        let carts = self.carts
        return [
            Route(
                .get, "/cart", id: "getCart", "The user's cart", tag: .cart, access: self.access.user, input: .nothing
            ) { call in
                Representation(CartView(try await carts.cart(of: .user(call.caller.userID))))
            },
            Route(
                .post, "/cart/add", id: "addToCart", "Put a product into the cart", tag: .cart,
                access: self.access.user,
                input: .body(CartAddRequest.self), options: .init(errors: [.badRequest, .notFound, .conflict])
            ) { call in
                Representation(
                    CartView(
                        try await carts.add(
                            call.body.productID, quantity: call.body.quantity, for: .user(call.caller.userID))))
            },
            Route(
                .post, "/cart/remove", id: "removeFromCart", "Take a product out of the cart", tag: .cart,
                access: self.access.user, input: .body(CartRemoveRequest.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(CartView(try await carts.remove(call.body.productID, for: .user(call.caller.userID))))
            },
        ]
    }
}
