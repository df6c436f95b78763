import FoundationEssentials
package import MongoODM
package import Schemas

/// What a batch of entries of the audit log was, and which seal was before.
package struct AuditSeal: Document {
    /// Its number: 1 for the first.
    package var id: Int
    /// The hash of the seal before; empty for the first.
    var previous: String
    /// The SHA-256 of its number, of the seal before, and of its entries in the order of their ids.
    var hash: String
    /// How many entries it has.
    var count: Int
    var at: Date

    package static let schema = Schema("audit_seals", AuditSeal.init) {
        Field("_id", \.id)
        Field("previous", \.previous)
        Field("hash", \.hash)
        Field("count", \.count)
        Field("at", \.at)
    }
}
