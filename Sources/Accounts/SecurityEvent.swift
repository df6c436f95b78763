import BSON
import Schemas
package import ShopCore

extension AuditedKind {
    package static let security: AuditedKind = "security"
}

/// What happened to an account that its holder or an admin may want to know of.
enum SecurityEvent: String, SchemaEnum {
    /// A refresh token was shown again long after it had been exchanged: somebody else may have it.
    case refreshTokenReused = "refresh_token_reused"

    func change(of user: ObjectID, session: ObjectID?) -> AuditChange {
        AuditChange(.security, user, from: nil, to: SecurityNote(event: self, session: session))
    }
}

/// A security event in the audit log.
private struct SecurityNote: SchemaObject {
    var event: SecurityEvent
    var session: ObjectID?

    static let schema = Schema(SecurityNote.init) {
        Field("event", \.event)
        Field("session", \.session)
    }
}
