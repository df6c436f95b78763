import Accounts
import BSON
import HTTPTypes
import Schemas
import Testing

/// Logins at `/api/v1`.
extension ShopClient {
    static let password = "SecurePass123"

    /// Opens an account.
    func register(_ email: String, name: String = "Ann") async throws -> Reply {
        try await self.post(
            "/api/v1/auth/register", #"{"email": "\#(email)", "password": "\#(Self.password)", "name": "\#(name)"}"#)
    }

    /// Tries to log in.
    func v1LogIn(_ email: String, _ password: String = Self.password, userAgent: String = "") async throws -> Reply {
        try await self.post(
            "/api/v1/auth/login", #"{"email": "\#(email)", "password": "\#(password)"}"#,
            headers: [.userAgent: userAgent])
    }

    /// Logs in, and returns the access token.
    func token(of email: String, _ password: String = Self.password) async throws -> String {
        let reply = try await self.v1LogIn(email, password)
        #expect(reply.status == 200)
        return try #require(reply["access_token"]?.text)
    }

    /// Exchanges the refresh token of a login.
    func refresh(_ session: Reply) async throws -> Reply {
        try await self.refresh(token: session["refresh_token"]?.text ?? "")
    }

    /// Exchanges a refresh token.
    func refresh(token: String) async throws -> Reply {
        try await self.post("/api/v1/auth/refresh", #"{"refresh_token": "\#(token)"}"#)
    }

    /// Whether an access token is worth something.
    func isIn(_ token: String?) async throws -> Bool {
        try await self.get("/api/v1/auth/me", token: token).status == 200
    }

    /// The names of the security events of an account, the newest first.
    func events(of email: String) async throws -> [String] {
        let (user, admin) = (try #require(try await self.user(email)), try await self.admin())
        let reply = try await self.get(
            "/api/v1/admin/audit?kind=security&subject=\(user.id.hexString)&page_size=100", token: admin)
        return reply["items"]?.elements.compactMap { $0["after"]?["event"]?.text } ?? []
    }
}
