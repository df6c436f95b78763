package import BSON
package import Schemas

/// What happened to something, before somebody signs for it.
package struct AuditChange {
    let kind: AuditedKind
    let subject: String
    let before: BSONDocument?
    let after: BSONDocument?

    /// Keeps the fields that are different.
    ///
    /// - Parameters:
    ///   - id: of what was changed.
    ///   - before: nil for what was not there.
    ///   - after: nil for what is gone.
    package init<Value: SchemaObject>(_ kind: AuditedKind, _ id: ObjectID, from before: Value?, to after: Value?) {
        self.init(kind, id, from: before.map { BSONDocument($0) }, to: after.map { BSONDocument($0) })
    }

    /// Something that happened, and changed nothing by itself.
    ///
    /// - Parameters:
    ///   - subject: the identifier of whom it happened to; empty if that is not known.
    ///   - event: what happened.
    package init(_ kind: AuditedKind, _ subject: String, event: some SchemaObject) {
        self.kind = kind
        self.subject = subject
        self.before = nil
        self.after = BSONDocument(event)
    }

    /// The same of documents that may be no values of a schema.
    package init(_ kind: AuditedKind, _ id: ObjectID, from before: BSONDocument?, to after: BSONDocument?) {
        self.kind = kind
        self.subject = id.hexString
        self.before = before.map { old in after.map { old.fieldsOther(than: $0) } ?? old }
        self.after = after.map { new in before.map { new.fieldsOther(than: $0) } ?? new }
    }

    var action: AuditAction { self.before == nil ? .created : self.after == nil ? .deleted : .changed }
}

extension BSONDocument {
    /// The fields that the other document has not, or not so.
    fileprivate func fieldsOther(than other: BSONDocument) -> BSONDocument {
        let others = Dictionary(other.fields.map { ($0.key, $0.value) }) { first, _ in first }
        return BSONDocument(self.fields.filter { others[$0.key] != $0.value }.map { ($0.key, $0.value) })
    }
}
