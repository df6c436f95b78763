import Schemas
package import ShopCore

extension AuditedKind {
    package static let permissions: AuditedKind = "permissions"
}

/// What the audit log has of what a user may do beyond what the role may.
struct PermissionsHeld: SchemaObject {
    var permissions: [String]

    static let schema = Schema(PermissionsHeld.init) { Field("permissions", \.permissions) }
}
