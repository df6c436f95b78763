import Accounts
import BSON
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore

/// A refresh token, unless a cookie has it.
struct V1RefreshRequest: SchemaObject {
    var refreshToken: String?

    static let schema = Schema(V1RefreshRequest.init) {
        Field("refresh_token", \.refreshToken).length(1...200)
            .described("Required, unless the cookie is sent.")
            .example("tqzq2Zb1u2W9Hs3Jq0Yc1l5oXw8kP4mT7rN6vB9dE2A")
    }

    /// The refresh token of the request, here or in its cookie.
    ///
    /// - Throws: `ValidationError` when there is none.
    func shown(or cookie: CookieCredential?) throws(ValidationError) -> ShownRefreshToken {
        if let token = self.refreshToken { return .body(token) }
        if let cookie { return .cookie(cookie) }
        throw .inBody("refresh_token", "missing", "Field required")
    }
}

/// Where a request has its refresh token.
enum ShownRefreshToken {
    case body(String)
    case cookie(CookieCredential)
}

/// Which login.
struct V1SessionPath: SchemaObject {
    var id: String

    static let schema = Schema(V1SessionPath.init) {
        Field("id", \.id).length(...100).example("507f1f77bcf86cd799439014")
    }

    /// - Throws: ``ShopError`` `notFound` when no login is called so.
    func session() throws(ShopError) -> ObjectID { try ObjectID(self.id, of: "Session") }
}

/// A login of an account in `/api/v1`.
struct V1SessionEntry: SchemaObject {
    var id: ObjectID
    var userAgent: String
    var address: String
    var createdAt: Date
    var lastUsedAt: Date
    var isCurrent: Bool

    static let schema = Schema(V1SessionEntry.init) {
        Field("id", \.id)
        Field("user_agent", \.userAgent).described("What the client said it is.").example("Firefox/140.0")
        Field("address", \.address).described("Where it was last used.").example("192.0.2.7")
        Field("created_at", \.createdAt)
        Field("last_used_at", \.lastUsedAt).described("When it last got an access token.")
        Field("is_current", \.isCurrent).described("Whether it is that of this request.")
    }
}

extension V1SessionEntry {
    init(_ session: Session, current: ObjectID?) {
        self.init(
            id: session.id, userAgent: session.userAgent, address: session.address, createdAt: session.createdAt,
            lastUsedAt: session.lastUsedAt, isCurrent: session.id == current)
    }
}
