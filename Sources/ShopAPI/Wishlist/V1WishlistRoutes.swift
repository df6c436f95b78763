import Carts
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/wishlist`: what users may want to buy some day.
struct V1WishlistRoutes: Sendable {
    private let wishlists: WishlistService
    private let access: ShopAccess

    init(_ wishlists: WishlistService, access: ShopAccess) {
        self.wishlists = wishlists
        self.access = access
    }

    var routes: [Route] {
        let wishlists = self.wishlists
        return [
            Route(
                .get, "/wishlist", id: "getWishlist", "The user's wishlist, the newest first", tag: .v1Cart,
                access: self.access.user, input: .query(V1PageQuery.self)
            ) { call in
                V1Page(
                    try await wishlists.products(of: call.caller.userID, call.query.request).map { V1WishlistItem($0) })
            },
            Route(
                .post, "/wishlist", id: "addToWishlist", "Put a product on the wishlist; again, it stays as it is",
                tag: .v1Cart, access: self.access.user, input: .body(V1WishRequest.self),
                options: .init(status: .created, errors: [.notFound, .conflict])
            ) { call in
                let added = try await wishlists.add(call.body.product.text, for: call.caller.userID)
                return Created(Representation(V1WishlistItem(added)), at: "\(Mount.v1.path)/wishlist")
            },
            Route(
                .delete, "/wishlist/{product_id}", id: "removeFromWishlist", "Take a product off the wishlist",
                tag: .v1Cart, access: self.access.user, input: .path(V1WishPath.self),
                options: .init(status: .noContent, errors: [.notFound])
            ) { call in
                try await wishlists.remove(call.path.product, of: call.caller.userID)
                return NoContent()
            },
            Route(
                .post, "/wishlist/{product_id}/move-to-cart", id: "moveToCart",
                "Put a product of the wishlist into the cart", tag: .v1Cart, access: self.access.user,
                input: .path(V1WishPath.self, optionalBody: V1WishMoveRequest.self),
                options: .init(errors: [.notFound, .conflict])
            ) { call in
                let cart = try await wishlists.moveToCart(
                    call.path.product, variant: call.body.variantID, quantity: call.body.quantity,
                    of: call.caller.userID)
                return Representation(V1Cart(cart))
            },
        ]
    }
}
