package import BSON
package import FoundationEssentials

/// A change that was written down where it was made, and is to become an entry.
package struct AuditStep: Sendable {
    /// The entry's.
    let id: ObjectID
    let at: Date
    let author: Author
    let change: AuditChange

    package init(id: ObjectID, at: Date, author: Author, change: AuditChange) {
        self.id = id
        self.at = at
        self.author = author
        self.change = change
    }
}

/// A part of the shop that writes its changes down where it makes them, and brings them into the audit log later.
package protocol AuditSource: Sendable {
    /// Brings in what was written down until now.
    func settle() async throws
}
