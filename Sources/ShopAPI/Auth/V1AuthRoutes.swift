import Accounts
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/auth`: accounts and tokens.
struct V1AuthRoutes: Sendable {
    private let accounts: AccountService
    private let sessions: SessionService
    private let browsers: BrowserSessions
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(
        _ accounts: AccountService, _ sessions: SessionService, _ browsers: BrowserSessions, access: ShopAccess,
        keys: IdempotencyKeys
    ) {
        self.accounts = accounts
        self.sessions = sessions
        self.browsers = browsers
        self.access = access
        self.keys = keys
    }

    var routes: [Route] { self.beginning + self.goingOn + self.ending }

    private var beginning: [Route] {
        let (accounts, browsers) = (self.accounts, self.browsers)
        return [
            Route(
                .post, "/auth/register", id: "register", "Open an account", tag: .v1Accounts, access: .anyone,
                input: .body(V1RegisterRequest.self),
                options: .init(status: .created, errors: [.conflict], quota: .auth),
                keys: self.keys,
                again: { call, id in
                    let registration = try await accounts.register(
                        again: id, password: call.body.password, by: call.sessionClient)
                    return Self.opened(browsers.answer(registration, inCookie: call.body.cookie))
                },
                handler: { call, keeping in
                    try await accounts.register(
                        email: call.body.email.text, password: call.body.password, name: call.body.requiredName(),
                        phone: call.body.phone, cartToken: call.body.cartToken, by: call.sessionClient,
                        keeping: keeping { Self.opened(browsers.answer($0, inCookie: call.body.cookie)) })
                }),
            Route(
                .post, "/auth/login", id: "logIn", "Get a token for credentials", tag: .v1Accounts, access: .anyone,
                input: .body(V1LoginRequest.self), options: .init(errors: [.unauthorized, .forbidden], quota: .auth)
            ) { call in
                browsers.answer(
                    try await accounts.logIn(
                        email: call.body.email.text, password: call.body.password, code: call.body.code,
                        cartToken: call.body.cartToken, by: call.sessionClient, isRefreshed: true),
                    inCookie: call.body.cookie)
            },
            Route(
                .get, "/auth/me", id: "getMe", "The account that the token belongs to", tag: .v1Accounts,
                access: self.access.user, input: .nothing
            ) { call in
                Representation(V1User(call.caller))
            }.also(.get, "/users/me"),
        ]
    }

    private var goingOn: [Route] {
        let (sessions, browsers) = (self.sessions, self.browsers)
        return [
            Route(
                .post, "/auth/refresh", id: "refresh", "Exchange a refresh token for new tokens", tag: .v1Accounts,
                access: .anyone(orCookie: BrowserSessions.cookie), input: .optionalBody(V1RefreshRequest.self),
                options: .init(errors: [.unauthorized], quota: .auth)
            ) { call in
                try await browsers.refresh(try call.body.shown(or: call.cookie), by: call.sessionClient)
            },
            Route(
                .get, "/auth/sessions", id: "listSessions", "The logins of the account, the last used first",
                tag: .v1Accounts, access: self.access.user, input: .query(V1PageQuery.self)
            ) { call in
                let caller = call.caller
                return V1Page(
                    try await sessions.page(of: caller.userID, call.query.request).map {
                        V1SessionEntry($0, current: caller.sessionID)
                    })
            },
        ]
    }

    private var ending: [Route] {
        let (sessions, browsers) = (self.sessions, self.browsers)
        return [
            Route(
                .post, "/auth/logout", id: "logOut", "End the login of the token", tag: .v1Accounts,
                access: self.access.user.orCookie(BrowserSessions.cookie), input: .nothing,
                options: .init(status: .noContent)
            ) { call in
                try await browsers.logOut(call.caller, call.cookie)
            },
            Route(
                .post, "/auth/revoke", id: "revoke", "End the login of a refresh token", tag: .v1Accounts,
                access: .anyone(orCookie: BrowserSessions.cookie), input: .optionalBody(V1RefreshRequest.self),
                options: .init(status: .noContent)
            ) { call in
                try await browsers.revoke(try call.body.shown(or: call.cookie))
            },
            Route(
                .post, "/auth/logout-all", id: "logOutEverywhere", "End all logins of the account", tag: .v1Accounts,
                access: self.access.user, input: .nothing, options: .init(status: .noContent)
            ) { call in
                try await sessions.endAll(of: call.caller.userID)
                return NoContent()
            },
            Route(
                .delete, "/auth/sessions/{id}", id: "endSession", "End one login of the account", tag: .v1Accounts,
                access: self.access.user, input: .path(V1SessionPath.self),
                options: .init(status: .noContent, errors: [.notFound])
            ) { call in
                try await sessions.end(call.path.session(), of: call.caller.userID)
                return NoContent()
            },
        ]
    }

    private static func opened(_ answer: WithCookies<V1Registration>) -> Created<WithCookies<V1Registration>> {
        Created(answer, at: "\(Mount.v1.path)/auth/me")
    }
}
