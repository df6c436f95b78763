public import Accounts
import HTTPTypes
public import RouteKit
public import ShopCore

/// `/auth`: accounts and tokens.
public struct AuthRoutes: Sendable {
    private let accounts: AccountService
    private let access: ShopAccess
    private let keys: IdempotencyKeys

    public init(_ accounts: AccountService, access: ShopAccess, keys: IdempotencyKeys) {
        self.accounts = accounts
        self.access = access
        self.keys = keys
    }

    public var routes: [Route] {
        let accounts = self.accounts
        return [
            Route(
                .post, "/auth/signup", id: "signUp", "Open an account", tag: .auth, access: .anyone,
                input: .body(SignupRequest.self), options: .init(errors: [.conflict]), keys: self.keys
            ) { call, keeping in
                try await accounts.signUp(
                    email: call.body.email.text, password: call.body.password, by: call.sessionClient,
                    keeping: keeping { $0.token })
            },
            Route(
                .post, "/auth/login", id: "logIn", "Get a token for credentials", tag: .auth, access: .anyone,
                input: .body(LoginRequest.self), options: .init(errors: [.unauthorized, .tooManyRequests])
            ) { call in
                do {
                    return try await accounts.logIn(
                        email: call.body.email.text, password: call.body.password, by: call.sessionClient,
                        isRefreshed: false
                    ).token
                } catch let error as ShopError where error.reason != nil {
                    // The primary contract knows one way only in which credentials are not enough.
                    throw AccountService.invalidCredentials
                }
            },
            Route(
                .get, "/auth/me", id: "getMe", "The account that the token belongs to", tag: .auth,
                access: self.access.user,
                input: .nothing
            ) { call in
                Representation(UserResponse(call.caller))
            },
            Route(
                .post, "/auth/promote-to-admin", id: "promoteToAdmin", "Make a user an admin", tag: .auth,
                access: self.access.admin, input: .body(PromoteRequest.self),
                options: .init(errors: [.badRequest, .notFound])
            ) { call in
                Representation(
                    UserResponse(try await accounts.promoteToAdmin(email: call.body.email.text, by: call.author)))
            },
        ]
    }
}
