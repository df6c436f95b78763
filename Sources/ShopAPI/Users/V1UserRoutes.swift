import Accounts
import BSON
import HTTPTypes
import RouteKit
import ShopCore

/// What users say about themselves, and what others see of it.
struct V1UserRoutes: Sendable {
    private let accounts: AccountService
    private let erasure: AccountErasure
    private let access: ShopAccess

    init(_ accounts: AccountService, erasure: AccountErasure, access: ShopAccess) {
        self.accounts = accounts
        self.erasure = erasure
        self.access = access
    }

    var routes: [Route] {
        let (accounts, erasure) = (self.accounts, self.erasure)
        return [
            Route(
                .patch, "/auth/me", id: "changeMe", "Change the account that the token belongs to", tag: .v1Accounts,
                access: self.access.user, input: .body(V1ProfileRequest.self), options: .init(takesCondition: true)
            ) { call in
                Representation(
                    V1User(
                        try await accounts.change(
                            call.caller.userID, call.body.changes, if: call.ifMatch, shown: { V1User($0) })))
            }.also(.put, "/auth/me").also(.patch, "/users/me").also(.put, "/users/me"),
            Route(
                .delete, "/users/me", id: "eraseMe", "Remove the account with everything personal", tag: .v1Accounts,
                access: self.access.user, input: .body(V1PasswordRequest.self),
                options: .init(status: .noContent, errors: [.badRequest, .conflict])
            ) { call in
                try await erasure.erase(
                    call.caller, password: call.body.password, by: call.sessionClient, author: call.author)
                return NoContent()
            },
            Route(
                .get, "/users/{id}", id: "getUser", "What everybody may know of a user", tag: .v1Accounts,
                access: .anyone, input: .path(V1UserPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(V1PublicUser(try await accounts.user(call.path.user())))
            },
        ]
    }
}
