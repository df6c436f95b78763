import Accounts
import BSON
import FoundationEssentials
import Schemas
import Shop
import ShopCore

extension Field where Root: AuditSelection, Value == ObjectID? {
    static func actor(_ keyPath: any KeyPath<Root, ObjectID?> & Sendable) -> Field {
        Field("actor", keyPath).described("The id of the user who made them.")
    }
}

extension Field where Root: AuditSelection, Value == String? {
    static func kind(
        _ keyPath: any KeyPath<Root, String?> & Sendable, _ summary: String = "What was changed."
    ) -> Field {
        Field("kind", keyPath).oneOf(Shop.auditedKinds.map(\.rawValue)).described(summary)
    }

    static func subject(_ keyPath: any KeyPath<Root, String?> & Sendable) -> Field {
        Field("subject", keyPath).length(...100)
            .described("The id of the product, the order, or the user whose role it is.")
    }
}

extension Field where Root: AuditSelection, Value == SecurityEvent? {
    static func event(_ keyPath: any KeyPath<Root, SecurityEvent?> & Sendable) -> Field {
        Field("event", keyPath).described("What happened, of what has the kind `security`.")
    }
}

extension Field where Root: AuditSelection, Value == Date? {
    static func since(_ keyPath: any KeyPath<Root, Date?> & Sendable) -> Field {
        Field("since", keyPath).described("From this moment on.")
    }

    static func until(_ keyPath: any KeyPath<Root, Date?> & Sendable) -> Field {
        Field("until", keyPath).described("Before this moment.")
    }
}
