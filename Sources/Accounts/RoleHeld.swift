import BSON
import Schemas
package import ShopCore

extension AuditedKind {
    package static let role: AuditedKind = "role"
}

/// What the audit log has of an account: its role alone.
struct RoleHeld: SchemaObject {
    var role: Role

    static let schema = Schema(RoleHeld.init) { Field("role", \.role) }

    static func change(of user: User, from before: Role?, to after: Role) -> AuditChange {
        AuditChange(.role, user.id, from: before.map(RoleHeld.init), to: RoleHeld(role: after))
    }
}
