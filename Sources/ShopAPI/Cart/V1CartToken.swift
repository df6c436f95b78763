import Carts
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore

/// What somebody gets who wants a cart without logging in.
struct V1CartToken: SchemaObject, RouteOutput {
    var cartToken: String
    var expiresAt: Date

    static let schema = Schema(V1CartToken.init) {
        Field("cart_token", \.cartToken).described("Shows the cart, as `X-Cart-Token`, to whoever has it.")
            .example("tqzq2Zb1u2W9Hs3Jq0Yc1l5oXw8kP4mT7rN6vB9dE2A")
        Field("expires_at", \.expiresAt).described("When the cart ends if it is not used.")
    }

    static var isSecret: Bool { true }
}

extension V1CartToken {
    init(_ cart: AnonymousCart) {
        self.init(cartToken: cart.token, expiresAt: cart.expiresAt)
    }
}

extension Call where Caller == CallerOrHeader<Identity> {
    /// Whose cart the call is about.
    var owner: CartOwner {
        switch self.caller {
        case .caller(let identity): .user(identity.userID)
        case .header(let token): .visitor(token: token)
        }
    }
}
