import Accounts
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/auth`: accounts and tokens.
struct V1AuthRoutes: Sendable {
    private let accounts: AccountService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    init(_ accounts: AccountService, access: ShopAccess, keys: IdempotencyKeys) {
        self.accounts = accounts
        self.access = access
        self.keys = keys
    }

    var routes: [Route] {
        let accounts = self.accounts
        return [
            Route(
                .post, "/auth/register", id: "register", "Open an account", tag: .v1Accounts, access: .anyone,
                input: .body(V1RegisterRequest.self),
                options: .init(status: .created, errors: [.conflict], quota: .auth),
                keys: self.keys,
                again: { call, id in Self.opened(try await accounts.logIn(again: id, password: call.body.password)) },
                handler: { call, keeping in
                    try await accounts.signUp(
                        email: call.body.email.text, password: call.body.password, name: call.body.requiredName(),
                        keeping: keeping { Self.opened($0) })
                }),
            Route(
                .post, "/auth/login", id: "logIn", "Get a token for credentials", tag: .v1Accounts, access: .anyone,
                input: .body(LoginRequest.self), options: .init(errors: [.unauthorized], quota: .auth)
            ) { call in
                V1Session(
                    try await accounts.logIn(
                        email: call.body.email.text, password: call.body.password, from: call.client.network))
            },
            Route(
                .get, "/auth/me", id: "getMe", "The account that the token belongs to", tag: .v1Accounts,
                access: self.access.user, input: .nothing
            ) { call in
                Representation(V1User(call.caller))
            }.also(.get, "/users/me"),
        ]
    }

    private static func opened(_ login: Login) -> Created<V1Session> {
        Created(V1Session(login), at: "\(Mount.v1.path)/auth/me")
    }
}
