import BSON
import FoundationEssentials
import Schemas
package import ShopCore

extension AuditedKind {
    package static let apiKey: AuditedKind = "api_key"
}

/// What the audit log has of a key: nothing that helps to guess it.
struct AuditedKey: SchemaObject {
    var name: String
    var scopes: [String]
    var makerID: ObjectID
    var prefix: String
    var expiresAt: Date?

    static let schema = Schema(AuditedKey.init) {
        Field("name", \.name)
        Field("scopes", \.scopes)
        Field("maker_id", \.makerID)
        Field("prefix", \.prefix)
        Field("expires_at", \.expiresAt)
    }
}

extension APIKey {
    var audited: AuditedKey {
        AuditedKey(
            name: self.name, scopes: self.scopeNames, makerID: self.makerID, prefix: self.prefix,
            expiresAt: self.expiresAt)
    }
}
