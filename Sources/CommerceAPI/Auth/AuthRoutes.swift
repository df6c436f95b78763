public import Accounts
import HTTPTypes
import ShopCore

/// `/auth`: accounts and tokens.
public struct AuthRoutes: Sendable {
    private let accounts: AccountService

    public init(_ accounts: AccountService) {
        self.accounts = accounts
    }

    public var routes: [Route] {
        let accounts = self.accounts
        return [
            Route(
                .post, "/auth/signup", id: "signUp", "Open an account", tag: .auth, access: .anyone,
                input: .body(SignupRequest.self), takesKey: true, errors: [.conflict]
            ) { call in
                try await accounts.signUp(
                    email: call.body.email, password: call.body.password, keeping: call.keeping { $0 })
            },
            Route(
                .post, "/auth/login", id: "logIn", "Get a token for credentials", tag: .auth, access: .anyone,
                input: .body(LoginRequest.self), errors: [.unauthorized, .tooManyRequests]
            ) { call in
                try await accounts.logIn(
                    email: call.body.email, password: call.body.password, from: call.client.network)
            },
            Route(
                .get, "/auth/me", id: "getMe", "The account that the token belongs to", tag: .auth, access: .user,
                input: .nothing
            ) { call in
                Representation(UserResponse(call.caller))
            },
            Route(
                .post, "/auth/promote-to-admin", id: "promoteToAdmin", "Make a user an admin", tag: .auth,
                access: .admin, input: .body(PromoteRequest.self), errors: [.badRequest, .notFound]
            ) { call in
                Representation(UserResponse(try await accounts.promoteToAdmin(email: call.body.email, by: call.author)))
            },
        ]
    }
}
