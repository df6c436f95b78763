import BSON
import Schemas

/// What happened to something, before somebody signs for it.
struct AuditChange {
    let kind: AuditedKind
    let subject: String
    let before: BSONDocument?
    let after: BSONDocument?

    /// - Parameters:
    ///   - before: nil for what was not there.
    ///   - after: nil for what is gone.
    private init<Value: SchemaObject>(_ kind: AuditedKind, _ subject: String, _ before: Value?, _ after: Value?) {
        let (old, new) = (before.map { BSONDocument($0) }, after.map { BSONDocument($0) })
        self.kind = kind
        self.subject = subject
        self.before = old.map { old in new.map { old.fieldsOther(than: $0) } ?? old }
        self.after = new.map { new in old.map { new.fieldsOther(than: $0) } ?? new }
    }

    static func product(from before: Product?, to after: Product?) -> AuditChange {
        AuditChange(.product, (after ?? before)?.id.hexString ?? "", before, after)
    }

    static func order(from before: Order?, to after: Order) -> AuditChange {
        AuditChange(.order, after.id.hexString, before, after)
    }

    /// Of an account, its role alone.
    static func role(of user: User, from before: Role?, to after: Role) -> AuditChange {
        AuditChange(.role, user.id.hexString, before.map(RoleHeld.init), RoleHeld(role: after))
    }

    var action: AuditAction { self.before == nil ? .created : self.after == nil ? .deleted : .changed }
}

private struct RoleHeld: SchemaObject {
    var role: Role

    static let schema = Schema(RoleHeld.init) { Field("role", \.role) }
}

extension BSONDocument {
    /// The fields that the other document has not, or not so.
    fileprivate func fieldsOther(than other: BSONDocument) -> BSONDocument {
        let others = Dictionary(other.fields.map { ($0.key, $0.value) }) { first, _ in first }
        return BSONDocument(self.fields.filter { others[$0.key] != $0.value }.map { ($0.key, $0.value) })
    }
}
