import Accounts
import BSON
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore

/// Which key.
struct V1KeyPath: SchemaObject {
    var id: String

    static let schema = Schema(V1KeyPath.init) {
        Field("id", \.id).length(...100).example("507f1f77bcf86cd799439018")
    }

    /// - Throws: ``ShopError`` `notFound` when no key is called so.
    func key() throws(ShopError) -> ObjectID { try ObjectID(self.id, of: "Key") }
}

/// A key that is wanted.
struct V1KeyRequest: SchemaObject {
    var name: String
    var scopes: [Permission]
    var expiresAt: Date?

    static let schema = Schema(V1KeyRequest.init) {
        Field("name", \.name).notBlank().length(...100).example("Warehouse")
        Field("scopes", \.scopes).count(...100)
            .described("What it may do, of what its maker may; what its maker loses it loses, too.")
            .example([.readOrder, .manageInventory])
        Field("expires_at", \.expiresAt).described("When it ends; never when absent.")
    }
}

/// A key in `/api/v1`.
struct V1Key: SchemaObject {
    var id: ObjectID
    var name: String
    var scopes: [Permission]
    var prefix: String
    var userID: ObjectID
    var createdAt: Date
    var expiresAt: Date?
    var lastUsedAt: Date?

    static let schema = Schema(V1Key.init) {
        Field("id", \.id)
        Field("name", \.name).example("Warehouse")
        Field("scopes", \.scopes).example([.readOrder, .manageInventory])
        Field("prefix", \.prefix).described("How it begins.").example("bdg_q83vEjRW")
        Field("user_id", \.userID).described("Who has made it.")
        Field("created_at", \.createdAt)
        Field("expires_at", \.expiresAt)
        Field("last_used_at", \.lastUsedAt).described("To the minute.")
    }
}

extension V1Key {
    init(_ key: APIKey) {
        self.init(
            id: key.id, name: key.name, scopes: key.scopes, prefix: key.prefix, userID: key.makerID,
            createdAt: key.createdAt, expiresAt: key.expiresAt, lastUsedAt: key.lastUsedAt)
    }
}

/// The text of a key.
struct V1KeyText: SchemaObject {
    var key: String

    static let schema = Schema(V1KeyText.init) {
        Field("key", \.key).described("What a program shows as its bearer token. Keep it: it is shown only now.")
            .example("bdg_q83vEjRWeJ4mF1cV0n5sY7tB2kL9xPzR4dGhJ6wQeTU")
    }
}
