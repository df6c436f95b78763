import Accounts
import Schemas

/// What a browser gets for its user's credentials in `/api/v1`: the refresh token is in a cookie.
struct V1BrowserSession: SchemaObject {
    var accessToken: String
    var csrfToken: String
    var tokenType: String
    var expiresIn: Int
    var refreshExpiresIn: Int
    var user: V1User
    var cartRemainders: [V1CartRemainder]

    static let schema = Schema(V1BrowserSession.init) {
        Field("access_token", \.accessToken)
            .example("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI1MDdmMWY3N2JjZjg2Y2Q3OTk0MzkwMTEifQ.c2ln")
        Field("csrf_token", \.csrfToken)
            .described(
                "Goes with the cookie as `X-CSRF-Token`. It is the session's, and in the cookie `csrf_token`, too."
            )
            .example("u3Jq0Yc1l5oXw8kP4mT7rN6vB9dE2Atqzq2Zb1u2W9H")
        Field("token_type", \.tokenType).oneOf("bearer").example("bearer")
        Field("expires_in", \.expiresIn).described("How long the token is valid, in seconds.").example(900)
        Field("refresh_expires_in", \.refreshExpiresIn).described("How long the cookie is valid, in seconds.")
            .example(604_800)
        Field("user", \.user)
        Field("cart_rejected", \.cartRemainders).ofCart()
    }
}

extension V1BrowserSession {
    init(_ login: Login, _ refresh: Login.Refresh, csrfToken: String) {
        self.init(
            accessToken: login.token.accessToken, csrfToken: csrfToken, tokenType: login.token.tokenType,
            expiresIn: login.lifetime, refreshExpiresIn: refresh.lifetime, user: V1User(login.user),
            cartRemainders: login.cartRemainders.map { V1CartRemainder($0) })
    }
}
