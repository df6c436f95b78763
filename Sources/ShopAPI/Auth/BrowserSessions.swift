import Accounts
import HTTPTypes
import RouteKit
import ShopCore

/// The sessions of `/api/v1` as requests show them and answers give them: with tokens in bodies, or in a browser's cookies.
struct BrowserSessions: Sendable {
    private let sessions: SessionService
    private let cookies: BrowserCookies

    /// - Parameter isSecure: whether cookies go over encrypted connections alone.
    init(_ sessions: SessionService, isSecure: Bool) {
        self.sessions = sessions
        self.cookies = BrowserCookies(isSecure: isSecure)
    }

    /// The cookie that routes take.
    static let cookie = CookieScheme(
        id: "RefreshCookie", name: BrowserCookies.refreshToken,
        summary: """
            The refresh token of a login with `"cookie": true`. It counts where the request shows no other token, and with the \
            session's `X-CSRF-Token` alone.
            """)

    /// What a client gets for a login.
    ///
    /// - Parameter inCookie: whether the refresh token is a cookie.
    func answer(_ login: Login, inCookie: Bool) -> WithCookies<V1Login> {
        guard let refresh = login.refresh else { preconditionFailure("each login of this mount has a refresh token") }
        guard inCookie else { return WithCookies(.session(V1Session(login, refresh)), []) }
        let csrfToken = self.sessions.csrfToken(of: login.session)
        return WithCookies(
            .browserSession(V1BrowserSession(login, refresh, csrfToken: csrfToken)),
            self.cookies.cookies(refreshToken: refresh.token, csrfToken: csrfToken, lifetime: refresh.lifetime))
    }

    /// What a client gets for a registration.
    func answer(_ registration: Registration, inCookie: Bool) -> WithCookies<V1Registration> {
        switch registration {
        case .login(let login):
            let answer = self.answer(login, inCookie: inCookie)
            return WithCookies(.login(answer.output), answer.cookies)
        case .unverified(let user, let remainders):
            let answer = V1Unverified(user: V1User(user), cartRemainders: remainders.map { V1CartRemainder($0) })
            return WithCookies(.unverified(answer), [])
        }
    }

    /// Exchanges a refresh token; the new one comes as the old one came.
    func refresh(_ shown: ShownRefreshToken, by client: SessionClient) async throws -> WithCookies<V1Login> {
        switch shown {
        case .body(let token):
            self.answer(try await self.sessions.refresh(token, by: client), inCookie: false)
        case .cookie(let cookie):
            try await self.forgettingWhatHasEnded {
                try await self.sessions.check(cookie.csrfToken, for: cookie.value)
                return self.answer(try await self.sessions.refresh(cookie.value, by: client), inCookie: true)
            }
        }
    }

    /// Ends the session of a refresh token, if there is one.
    func revoke(_ shown: ShownRefreshToken) async throws -> WithCookies<NoContent> {
        switch shown {
        case .body(let token):
            try await self.sessions.end(refreshToken: token)
            return WithCookies(NoContent(), [])
        case .cookie(let cookie):
            do {
                try await self.end(by: cookie)
            } catch let error as ShopError where error.kind == .unauthorized {
                // It has ended, which is what was asked for.
            }
            return WithCookies(NoContent(), self.cookies.forgotten)
        }
    }

    /// Ends the session of a request.
    ///
    /// - Parameters:
    ///   - caller: who shows an access token; nil for a request by cookie.
    ///   - cookie: also one that comes with an access token. If both are of one session, the browser forgets it.
    func logOut(_ caller: Identity?, _ cookie: CookieCredential?) async throws -> WithCookies<NoContent> {
        if let caller {
            var isSame = false
            if let cookie { isSame = try await self.sessions.session(of: cookie.value) == caller.sessionID }
            try await self.sessions.end(caller)
            return WithCookies(NoContent(), isSame ? self.cookies.forgotten : [])
        }
        guard let cookie else { throw ShopError.unauthorized("Not authenticated") }
        try await self.forgettingWhatHasEnded { try await self.end(by: cookie) }
        return WithCookies(NoContent(), self.cookies.forgotten)
    }

    private func end(by cookie: CookieCredential) async throws {
        try await self.sessions.check(cookie.csrfToken, for: cookie.value)
        try await self.sessions.end(refreshToken: cookie.value)
    }

    /// Has the browser forget cookies that are worth nothing any more.
    private func forgettingWhatHasEnded<Output>(_ work: () async throws -> Output) async throws -> Output {
        do {
            return try await work()
        } catch let error as ShopError where error.kind == .unauthorized {
            throw RefusedRequest(.unauthorized, error.message, cookies: self.cookies.forgotten)
        }
    }
}
