public import BSON
import FoundationEssentials
package import MongoODM
public import ShopCore

/// Logins that go on: refreshed, listed, ended.
public struct SessionService: Sendable {
    let sessions: SessionRepository
    let users: UserRepository
    let tokens: TokenIssuer
    let callers: KnownCallers
    let csrf: CSRFTokens
    let audit: AuditTrail
    let settings: SessionSettings

    // MARK: Beginning

    /// A login of a user that is not stored yet.
    ///
    /// - Parameter isRefreshed: whether it gets a refresh token. If not, it ends with its access token.
    func begin(of user: User, by client: SessionClient, isRefreshed: Bool) async throws -> NewSession {
        let lifetime = isRefreshed ? self.settings.refreshLifetime : self.tokens.lifetime
        let session = Session(
            userID: user.id, userAgent: client.shownUserAgent, address: client.address,
            expiresAt: .now + lifetime / .seconds(1))
        var login = try await self.tokens.login(of: user, in: session.id)
        guard isRefreshed else { return NewSession(session: session, refreshToken: nil, login: login) }
        let (token, stored) = self.refreshToken(of: session.id, userID: user.id)
        login.refresh = token
        return NewSession(session: session, refreshToken: stored, login: login)
    }

    func store(_ session: NewSession, in transaction: Transaction) async throws {
        try await self.sessions.create(session.session, session.refreshToken, in: transaction)
    }

    private func refreshToken(of session: ObjectID, userID: ObjectID) -> (Login.Refresh, RefreshToken) {
        let token = OpaqueToken.random()
        let lifetime = self.settings.refreshLifetime / .seconds(1)
        return (
            Login.Refresh(token: token, lifetime: Int(lifetime)),
            RefreshToken(
                id: OpaqueToken.hash(token), sessionID: session, userID: userID, expiresAt: .now + lifetime)
        )
    }

    // MARK: Going on

    /// Exchanges a refresh token for a new one and an access token.
    ///
    /// Within ``SessionSettings/reuseTime`` after the first exchange the same token works again, for a second tab or a client
    /// whose answer was lost: every successor is valid. After that somebody else may have it, and the session ends.
    ///
    /// - Throws: ``ShopError`` `unauthorized`.
    public func refresh(_ token: String, by client: SessionClient) async throws -> Login {
        let hash = OpaqueToken.hash(token)
        let outcome = try await self.sessions.client.transaction { transaction in
            try await self.exchange(hash, by: client, in: transaction)
        }
        await SessionStep.refreshCommitted.pass()
        switch outcome {
        case .login(let login): return login
        case .ended(let session):
            self.callers.forget(session: session)
            throw Self.unauthorized
        case .unknown: throw Self.unauthorized
        }
    }

    private enum Exchange: Sendable {
        case login(Login)
        /// The token was used again too late.
        case ended(ObjectID)
        case unknown
    }

    private func exchange(
        _ hash: Data, by client: SessionClient, in transaction: Transaction
    ) async throws -> Exchange {
        guard let shown = try await self.sessions.show(hash, in: transaction) else { return .unknown }
        if let rotatedAt = shown.rotatedAt, let shownAt = shown.shownAt,
            shownAt.timeIntervalSince(rotatedAt) > self.settings.reuseTime / .seconds(1)
        {
            try await self.sessions.end(shown.sessionID, of: shown.userID, in: transaction)
            try await self.audit.note(
                SecurityEvent.refreshTokenReused.change(of: shown.userID, session: shown.sessionID),
                by: Author(address: client.address), in: transaction)
            return .ended(shown.sessionID)
        }
        let expiry = Date.now + self.settings.refreshLifetime / .seconds(1)
        guard try await self.sessions.use(shown.sessionID, by: client, until: expiry, in: transaction),
            let user = try await self.users.find(shown.userID, in: transaction), user.bannedAt == nil
        else { return .unknown }
        let (token, stored) = self.refreshToken(of: shown.sessionID, userID: user.id)
        try await self.sessions.add(stored, in: transaction)
        var login = try await self.tokens.login(of: user, in: shown.sessionID)
        login.refresh = token
        await SessionStep.refreshWritten.pass()
        return .login(login)
    }

    // MARK: Ending

    /// Ends a session: its access and refresh tokens are worth nothing from now on.
    ///
    /// - Throws: ``ShopError`` `notFound` when the user has none such.
    public func end(_ id: ObjectID, of userID: ObjectID) async throws {
        guard try await self.endIfThere(id, of: userID) else { throw ShopError.notFound("Session not found") }
    }

    /// Ends the session of a request. Of a token from before there were sessions, all of them end.
    public func end(_ caller: Identity) async throws {
        guard let session = caller.sessionID else { return try await self.endAll(of: caller.userID) }
        // It may have been ended meanwhile, which is what was asked for.
        _ = try await self.endIfThere(session, of: caller.userID)
    }

    /// - Returns: false when the user has no such session.
    private func endIfThere(_ id: ObjectID, of userID: ObjectID) async throws -> Bool {
        let hasEnded = try await self.sessions.client.transaction { transaction in
            try await self.sessions.end(id, of: userID, in: transaction)
        }
        await SessionStep.endCommitted.pass()
        self.callers.forget(session: id)
        return hasEnded
    }

    /// Ends all sessions of a user, and what tokens there are from before there were sessions.
    public func endAll(of userID: ObjectID) async throws {
        try await self.sessions.client.transaction { transaction in
            try await self.endAll(of: userID, in: transaction)
        }
        self.callers.forget(user: userID)
    }

    /// The same in a transaction, after which the user must be forgotten.
    ///
    /// - Parameter session: one that does not end; nil for none.
    func endAll(of userID: ObjectID, besides session: ObjectID? = nil, in transaction: Transaction) async throws {
        try await self.users.endSessionless(userID, in: transaction)
        try await self.sessions.endAll(of: userID, besides: session, in: transaction)
    }

    /// Ends the session of a refresh token, if there is one.
    public func end(refreshToken: String) async throws {
        guard let token = try await self.sessions.token(OpaqueToken.hash(refreshToken)) else { return }
        _ = try await self.endIfThere(token.sessionID, of: token.userID)
    }

    /// A page of a user's sessions, the last used first.
    package func page(of userID: ObjectID, _ request: PageRequest) async throws -> CountedPage<Session> {
        try await self.sessions.page(of: userID, request)
    }

    /// Some of a user's sessions, the last used first, to go through all of them.
    ///
    /// - Parameters:
    ///   - place: where the last ones ended; nil for the first.
    ///   - limit: how many at most.
    package func sessions(of userID: ObjectID, after place: PageCursor?, limit: Int) async throws -> Page<Session> {
        try await self.sessions.page(of: userID, after: place, limit: limit)
    }

    // MARK: Who makes a request

    /// Finds out who holds an access token. Nothing but this process's memory is asked, as long as the database tells of every
    /// change; else role and existence are those of the database now. A ban ends sessions; one that began all the same, at an
    /// instance of a version that knows of no bans, is worth nothing.
    ///
    /// - Throws: ``ShopError`` `unauthorized`.
    public func caller(holding token: String) async throws -> Identity {
        guard let claims = await self.tokens.claims(of: token) else { throw Self.invalidToken }
        guard let session = claims.session else { return try await self.callerWithoutSession(claims) }
        if let caller = self.callers.caller(of: session) { return caller }
        let ticket = self.callers.ticket()
        async let stored = self.sessions.find(session)
        async let found = self.users.find(claims.subject)
        guard let stored = try await stored, let user = try await found, stored.userID == user.id,
            user.bannedAt == nil
        else { throw Self.invalidToken }
        let caller = Identity(user, session: session)
        if let ticket { self.callers.store(caller, of: session, ticket: ticket) }
        return caller
    }

    /// Tokens from before there were sessions are good until they expire, unless all of the user's logins were ended.
    private func callerWithoutSession(_ claims: VerifiedTokens.Login) async throws -> Identity {
        guard let user = try await self.users.find(claims.subject), user.bannedAt == nil else {
            throw Self.invalidToken
        }
        if let end = user.sessionlessUntil, Double(claims.issuedAt) <= end.timeIntervalSince1970 {
            throw Self.invalidToken
        }
        return Identity(user, session: nil)
    }

    private static let invalidToken = ShopError.unauthorized("Invalid or expired token")
    static let unauthorized = ShopError.unauthorized("Invalid or expired refresh token")
}
