import Accounts
import BSON
import HTTPTypes
import RouteKit
import ShopCore

/// What users say about themselves, and what others see of it.
struct V1UserRoutes: Sendable {
    private let accounts: AccountService
    private let access: ShopAccess

    init(_ accounts: AccountService, access: ShopAccess) {
        self.accounts = accounts
        self.access = access
    }

    var routes: [Route] {
        let accounts = self.accounts
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
                .get, "/users/{id}", id: "getUser", "What everybody may know of a user", tag: .v1Accounts,
                access: .anyone, input: .path(V1UserPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(V1PublicUser(try await accounts.user(ObjectID(call.path.id, of: "User"))))
            },
        ]
    }
}
