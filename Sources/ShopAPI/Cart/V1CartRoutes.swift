import Carts
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/cart`: what a user or a visitor is about to buy.
struct V1CartRoutes: Sendable {
    private let carts: CartService
    private let owner: Access<CallerOrHeader<Identity>>

    init(_ carts: CartService, access: ShopAccess) {
        self.carts = carts
        self.owner = access.user.orHeader(Self.cartToken)
    }

    static let cartToken = HeaderScheme(
        id: "CartToken", name: HTTPField.Name("X-Cart-Token")!,
        summary: "The `cart_token` of an anonymous cart. It counts where the request shows no other token.")

    var routes: [Route] {
        let carts = self.carts
        return [
            Route(
                .post, "/cart/token", id: "createCart", "Get a cart without a login", tag: .v1Cart, access: .anyone,
                input: .nothing, options: .init(status: .created)
            ) { _ in
                Created(V1CartToken(try await carts.createAnonymous()), at: "\(Mount.v1.path)/cart")
            },
            Route(
                .get, "/cart", id: "getCart", "The cart of the login or of the cart's token", tag: .v1Cart,
                access: self.owner,
                input: .nothing, options: .init(errors: [.notFound])
            ) { call in
                Representation(V1Cart(try await carts.cart(of: call.owner)))
            },
            Route(
                .post, "/cart/items", id: "addToCart", "Put a product into the cart", tag: .v1Cart,
                access: self.owner, input: .body(V1CartItemRequest.self),
                options: .init(status: .created, errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                let cart = try await carts.addInStock(
                    call.body.product.text, variant: call.body.variantID, quantity: call.body.quantity, for: call.owner,
                    if: Self.condition(call.ifMatch))
                return Created(Representation(V1Cart(cart)), at: "\(Mount.v1.path)/cart")
            }.also(.post, "/cart/add"),
            Route(
                .patch, "/cart/items/{id}", id: "setQuantity", "Set how many of a product the cart holds",
                tag: .v1Cart, access: self.owner,
                input: .path(V1CartItemPath.self, body: V1CartQuantityRequest.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                let cart = try await carts.set(
                    call.path.name, to: call.body.quantity, for: call.owner, if: Self.condition(call.ifMatch))
                return Representation(V1Cart(cart))
            }.also(.put, "/cart/items/{id}").also(.patch, "/cart/{id}").also(.put, "/cart/{id}"),
            Route(
                .delete, "/cart/items/{id}", id: "removeFromCart", "Take a product out of the cart", tag: .v1Cart,
                access: self.owner, input: .path(V1CartItemPath.self),
                options: .init(errors: [.notFound], takesCondition: true)
            ) { call in
                let cart = try await carts.remove(
                    named: call.path.name, for: call.owner, if: Self.condition(call.ifMatch))
                return Representation(V1Cart(cart))
            }.also(.delete, "/cart/{id}"),
            Route(
                .delete, "/cart", id: "clearCart", "Take everything out of the cart", tag: .v1Cart,
                access: self.owner, input: .nothing,
                options: .init(status: .noContent, errors: [.notFound], takesCondition: true)
            ) { call in
                try await carts.clear(for: call.owner, if: Self.condition(call.ifMatch))
                return NoContent()
            }.also(.delete, "/cart/clear"),
            Route(
                .post, "/cart/sync", id: "syncCart", "Put a cart that the client has kept into this one", tag: .v1Cart,
                access: self.owner, input: .body(V1CartSyncRequest.self),
                options: .init(errors: [.notFound], takesCondition: true)
            ) { call in
                Extended(
                    try await carts.sync(
                        call.body.lines, call.body.mode.mode, for: call.owner, if: Self.condition(call.ifMatch)))
            },
        ] + self.couponRoutes
    }

    private var couponRoutes: [Route] {
        let carts = self.carts
        return [
            Route(
                .post, "/cart/coupon", id: "setCoupon", "Put a coupon into the cart, in place of another",
                tag: .v1Cart, access: self.owner, input: .body(V1CouponCodeRequest.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                Representation(
                    V1Cart(
                        try await carts.setCoupon(
                            call.body.code, for: call.owner, if: Self.condition(call.ifMatch))))
            },
            Route(
                .delete, "/cart/coupon", id: "removeCoupon", "Take the coupon out of the cart", tag: .v1Cart,
                access: self.owner, input: .nothing, options: .init(errors: [.notFound], takesCondition: true)
            ) { call in
                Representation(
                    V1Cart(try await carts.removeCoupon(for: call.owner, if: Self.condition(call.ifMatch))))
            },
        ]
    }

    private static func condition(_ match: IfMatch?) -> CartCondition? {
        CartCondition(match) { V1Cart($0) }
    }
}
