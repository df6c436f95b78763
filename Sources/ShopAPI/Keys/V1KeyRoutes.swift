import Accounts
import BSON
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/admin/keys`: what programs show in place of a login. No key makes, shows or removes keys.
struct V1KeyRoutes: Sendable {
    private let apiKeys: KeyService
    private let access: Access<Identity>
    private let keys: IdempotencyKeys

    init(_ apiKeys: KeyService, access: ShopAccess, keys: IdempotencyKeys) {
        self.apiKeys = apiKeys
        self.access = access.permission(.manageKey, takesKeys: false)
        self.keys = keys
    }

    var routes: [Route] {
        let apiKeys = self.apiKeys
        return [
            Route(
                .get, "/admin/keys", id: "listKeys", "All keys, the newest first", tag: .v1Admin, access: self.access,
                input: .query(V1PageQuery.self)
            ) { call in
                V1Page(try await apiKeys.page(call.query.request).map { V1Key($0) })
            },
            Route(
                .get, "/admin/keys/{id}", id: "getKey", "One key, without its text", tag: .v1Admin, access: self.access,
                input: .path(V1KeyPath.self), options: .init(errors: [.notFound])
            ) { call in
                Representation(V1Key(try await apiKeys.key(call.path.key())))
            },
            Route(
                .post, "/admin/keys", id: "createKey", "Make a key, and get its text", tag: .v1Admin,
                access: self.access, input: .body(V1KeyRequest.self), options: .init(status: .created), keys: self.keys
            ) { call, keeping in
                try await apiKeys.create(
                    name: call.body.name, scopes: call.body.scopes, expiresAt: call.body.expiresAt, by: call.caller,
                    author: call.author,
                    keeping: keeping { made in
                        Created(
                            Extended(V1Key(made.key), V1KeyText(key: made.text)),
                            at: "\(Mount.v1.path)/admin/keys/\(made.key.id.hexString)")
                    })
            },
            Route(
                .delete, "/admin/keys/{id}", id: "deleteKey", "Remove a key", tag: .v1Admin, access: self.access,
                input: .path(V1KeyPath.self),
                options: .init(status: .noContent, errors: [.notFound], takesCondition: true)
            ) { call in
                try await apiKeys.delete(
                    call.path.key(), if: call.ifMatch, shown: { V1Key($0) }, by: call.author)
                return NoContent()
            },
        ]
    }
}
