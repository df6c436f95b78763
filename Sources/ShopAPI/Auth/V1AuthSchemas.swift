import Accounts
import BSON
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore

/// What opens an account in `/api/v1`.
struct V1RegisterRequest: SchemaObject {
    var email: EmailAddress
    var password: String
    var name: String?
    var fullName: String?
    var phone: String?
    var cookie: Bool
    var cartToken: String?

    static let schema = Schema(V1RegisterRequest.init) {
        Field("email", \.email).email().example("john@example.com")
        Field("password", \.password).newPassword()
        Field("name", \.name).personName().described("Required, unless `full_name` is given.").example("John Doe")
        Field("full_name", \.fullName).personName().described("Counts where `name` is absent.")
        Field("phone", \.phone).phoneNumber().example("+49 30 1234567")
        Field("cookie", \.cookie, default: false).refreshInCookie()
        Field("cart_token", \.cartToken).cartToken()
    }

    /// - Throws: `ValidationError` when there is none.
    func requiredName() throws(ValidationError) -> String {
        if let name = self.name ?? self.fullName { return name }
        throw .inBody("name", "missing", "Field required")
    }
}

/// An account in `/api/v1`, as its owner sees it.
struct V1User: SchemaObject {
    var id: ObjectID
    var email: String
    var name: String
    var role: Role
    var permissions: [Permission]
    var isVerified: Bool
    var totpEnabled: Bool
    var phone: String?
    var createdAt: Date
    var lastLogin: Date?

    static let schema = Schema(V1User.init) {
        Field("id", \.id)
        Field("email", \.email).email().example("john@example.com")
        Field("name", \.name).described("Empty for accounts that were opened without.").example("John Doe")
        Field("role", \.role).example(.user)
        Field("permissions", \.permissions)
            .described("By the role or otherwise. Those of vendors hold for their own products alone.")
        Field("is_verified", \.isVerified).described("Whether mails to the address were shown to reach the user.")
        Field("totp_enabled", \.totpEnabled).described("Whether a login needs a code of an authenticator, too.")
        Field("phone", \.phone).example("+49 30 1234567")
        Field("created_at", \.createdAt)
        Field("last_login", \.lastLogin).described("When tokens were last given for credentials.")
    }
}

extension V1User {
    init(_ user: User) {
        self.init(Identity(user, session: nil))
    }

    init(_ identity: Identity) {
        self.init(
            id: identity.userID, email: identity.email, name: identity.name, role: identity.role,
            permissions: Permission.allCases.filter {
                identity.permissions.contains($0) || identity.role.ownPermissions.contains($0)
            }, isVerified: identity.isVerified, totpEnabled: identity.hasTOTP,
            phone: identity.phone, createdAt: identity.createdAt, lastLogin: identity.lastLogin)
    }
}

/// What a client gets for its credentials in `/api/v1`, with the refresh token in the body.
struct V1Session: SchemaObject {
    var accessToken: String
    var refreshToken: String
    var tokenType: String
    var expiresIn: Int
    var refreshExpiresIn: Int
    var user: V1User
    var cartRemainders: [V1CartRemainder]

    static let schema = Schema(V1Session.init) {
        Field("access_token", \.accessToken)
            .example("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI1MDdmMWY3N2JjZjg2Y2Q3OTk0MzkwMTEifQ.c2ln")
        Field("refresh_token", \.refreshToken).described("Gets the next tokens, once.")
            .example("tqzq2Zb1u2W9Hs3Jq0Yc1l5oXw8kP4mT7rN6vB9dE2A")
        Field("token_type", \.tokenType).oneOf("bearer").example("bearer")
        Field("expires_in", \.expiresIn).described("How long the token is valid, in seconds.").example(900)
        Field("refresh_expires_in", \.refreshExpiresIn).described("How long the refresh token is valid, in seconds.")
            .example(604_800)
        Field("user", \.user)
        Field("cart_rejected", \.cartRemainders).ofCart()
    }
}

extension V1Session {
    init(_ login: Login, _ refresh: Login.Refresh) {
        self.init(
            accessToken: login.token.accessToken, refreshToken: refresh.token, tokenType: login.token.tokenType,
            expiresIn: login.lifetime, refreshExpiresIn: refresh.lifetime, user: V1User(login.user),
            cartRemainders: login.cartRemainders.map { V1CartRemainder($0) })
    }
}
