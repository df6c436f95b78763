import Accounts
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/admin/users`: other people's accounts.
struct V1UserAdminRoutes: Sendable {
    private let accounts: AccountService
    private let users: UserAdministration
    private let erasure: AccountErasure
    private let access: ShopAccess

    init(
        _ accounts: AccountService, _ users: UserAdministration, erasure: AccountErasure, access: ShopAccess
    ) {
        self.accounts = accounts
        self.users = users
        self.erasure = erasure
        self.access = access
    }

    var routes: [Route] { self.reading + self.writing }

    private var reading: [Route] {
        let (accounts, users) = (self.accounts, self.users)
        return [
            Route(
                .get, "/admin/users", id: "listAccounts", "All accounts, the newest first", tag: .v1Admin,
                access: self.access.permission(.readUser), input: .query(V1AccountListQuery.self)
            ) { call in
                V1Page(try await users.users(call.query.filter, call.query.request).map { V1Account($0) })
            },
            Route(
                .get, "/admin/users/{id}", id: "getAccount", "One account", tag: .v1Admin,
                access: self.access.permission(.readUser), input: .path(V1UserPath.self),
                options: .init(errors: [.notFound])
            ) { call in
                Representation(V1Account(try await accounts.user(call.path.user())))
            },
        ]
    }

    private var writing: [Route] {
        let (users, erasure) = (self.users, self.erasure)
        return [
            Route(
                .delete, "/admin/users/{id}", id: "eraseUser", "Remove an account with everything personal",
                tag: .v1Admin, access: self.access.permission(.deleteUser), input: .path(V1UserPath.self),
                options: .init(status: .noContent, errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                try await erasure.erase(
                    call.path.user(), if: call.ifMatch, shown: { V1Account($0) }, by: call.caller,
                    author: call.author)
                return NoContent()
            },
            Route(
                .patch, "/admin/users/{id}/ban", id: "banUser", "Ban a user, or lift a ban", tag: .v1Admin,
                access: self.access.permission(.updateUser), input: .path(V1UserPath.self, body: V1BanRequest.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                Representation(
                    V1Account(
                        try await users.setBan(
                            of: call.path.user(), to: call.body.banned, reason: call.body.reason, if: call.ifMatch,
                            shown: { V1Account($0) }, by: call.caller, author: call.author)))
            },
            Route(
                .patch, "/admin/users/{id}/role", id: "setRole", "Give a user another role", tag: .v1Admin,
                access: self.access.permission(.updateUser, takesKeys: false),
                input: .path(V1UserPath.self, body: V1RoleRequest.self),
                options: .init(errors: [.notFound, .conflict], takesCondition: true)
            ) { call in
                Representation(
                    V1Account(
                        try await users.setRole(
                            call.body.role, of: call.path.user(), if: call.ifMatch, shown: { V1Account($0) },
                            by: call.caller, author: call.author)))
            }.also(.put, "/admin/users/{id}/role"),
            Route(
                .put, "/admin/users/{id}/permissions", id: "setPermissions",
                "Replace what a user may do beyond what the role may", tag: .v1Admin,
                access: self.access.permission(.updateUser, takesKeys: false),
                input: .path(V1UserPath.self, body: V1PermissionsRequest.self),
                options: .init(errors: [.notFound], takesCondition: true)
            ) { call in
                Representation(
                    V1Account(
                        try await users.setPermissions(
                            call.body.permissions, of: call.path.user(), if: call.ifMatch, shown: { V1Account($0) },
                            by: call.caller, author: call.author)))
            },
            Route(
                .post, "/admin/users/{id}/logout", id: "logOutUser", "End all logins of a user", tag: .v1Admin,
                access: self.access.permission(.updateUser), input: .path(V1UserPath.self),
                options: .init(status: .noContent, errors: [.notFound])
            ) { call in
                try await users.logOut(call.path.user(), by: call.caller, author: call.author)
                return NoContent()
            },
        ]
    }
}
