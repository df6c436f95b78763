import Carts
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/cart`: what a user is about to buy.
struct V1CartRoutes: Sendable {
    private let carts: CartService
    private let access: ShopAccess

    init(_ carts: CartService, access: ShopAccess) {
        self.carts = carts
        self.access = access
    }

    var routes: [Route] {
        let carts = self.carts
        return [
            Route(
                .get, "/cart", id: "getCart", "The user's cart", tag: .v1Cart, access: self.access.user,
                input: .nothing
            ) { call in
                Representation(V1Cart(try await carts.cart(of: call.caller.userID)))
            },
            Route(
                .post, "/cart/items", id: "addToCart", "Put a product into the cart", tag: .v1Cart,
                access: self.access.user, input: .body(V1CartItemRequest.self),
                options: .init(status: .created, errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                let cart = try await carts.addInStock(
                    call.body.product.text, quantity: call.body.quantity, for: call.caller.userID,
                    if: Self.condition(call.ifMatch))
                return Created(Representation(V1Cart(cart)), at: "\(Mount.v1.path)/cart")
            }.also(.post, "/cart/add"),
            Route(
                .patch, "/cart/items/{id}", id: "setQuantity", "Set how many of a product the cart holds",
                tag: .v1Cart, access: self.access.user,
                input: .path(V1CartItemPath.self, body: V1CartQuantityRequest.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                let cart = try await carts.set(
                    call.path.name, to: call.body.quantity, for: call.caller.userID, if: Self.condition(call.ifMatch))
                return Representation(V1Cart(cart))
            }.also(.put, "/cart/items/{id}").also(.patch, "/cart/{id}").also(.put, "/cart/{id}"),
            Route(
                .delete, "/cart/items/{id}", id: "removeFromCart", "Take a product out of the cart", tag: .v1Cart,
                access: self.access.user, input: .path(V1CartItemPath.self),
                options: .init(errors: [.notFound], takesCondition: true)
            ) { call in
                let cart = try await carts.remove(
                    named: call.path.name, for: call.caller.userID, if: Self.condition(call.ifMatch))
                return Representation(V1Cart(cart))
            }.also(.delete, "/cart/{id}"),
            Route(
                .delete, "/cart", id: "clearCart", "Take everything out of the cart", tag: .v1Cart,
                access: self.access.user, input: .nothing, options: .init(status: .noContent, takesCondition: true)
            ) { call in
                try await carts.clear(for: call.caller.userID, if: Self.condition(call.ifMatch))
                return NoContent()
            }.also(.delete, "/cart/clear"),
        ]
    }

    private static func condition(_ match: IfMatch?) -> CartCondition? {
        CartCondition(match) { V1Cart($0) }
    }
}
