public import BSON
import ShopCore

extension SessionService {
    /// What a page sends with the cookie of a session: the same for as long as the session lasts.
    public func csrfToken(of session: ObjectID) -> String { self.csrf.token(of: session) }

    /// Makes sure that a refresh token, which a browser has sent by itself, was sent for a page of the shop.
    ///
    /// - Parameter csrfToken: what came with it; nil if nothing did.
    /// - Returns: the session of the refresh token.
    /// - Throws: ``ShopError``: `forbidden` without the session's token; `unauthorized` when there is no such session.
    @discardableResult
    public func check(_ csrfToken: String?, for refreshToken: String) async throws -> ObjectID {
        guard let csrfToken else { throw Self.forged }
        guard let session = try await self.session(of: refreshToken) else { throw Self.unauthorized }
        guard self.csrf.isToken(csrfToken, of: session) else { throw Self.forged }
        return session
    }

    /// The session that a refresh token belongs to; nil when it has ended, or never was.
    public func session(of refreshToken: String) async throws -> ObjectID? {
        try await self.sessions.token(OpaqueToken.hash(refreshToken))?.sessionID
    }

    private static let forged = ShopError.forbidden(
        "The cookie needs the X-CSRF-Token of its session", reason: .csrf)
}
