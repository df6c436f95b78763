package import BSON
package import FoundationEssentials
package import MongoODM
package import Schemas
package import ShopCore

/// A file of products, taken in by a job, and what that has led to so far. What a line has led to is counted in the transaction
/// of its change, and once: a worker that goes on where another has ended counts none twice.
package struct ProductImport: Document {
    package var id = ObjectID()
    /// Who asked for it.
    package var userID: ObjectID?
    /// Whether nothing is to be changed.
    package var isDryRun: Bool
    package var jobID: ObjectID
    package var fileID: ObjectID
    /// Bytes.
    package var size: Int
    package var createdAt = Date.now
    /// When MongoDB deletes this.
    package var deleteAt: Date
    /// The last line that was dealt with.
    package var line = 0
    package var created = 0
    package var updated = 0
    package var unchanged = 0
    /// The first ``mostFaults``.
    package var faults: [ImportFault] = []
    /// How many there are in all.
    package var faultCount = 0
    package var finishedAt: Date?
    /// Why no line was looked at; nil where lines were.
    package var failure: String?

    package static let schema = Schema("imports", ProductImport.init) {
        Field("_id", \.id).alsoAs("id")
        Field("user_id", \.userID)
        Field("dry_run", \.isDryRun)
        Field("job_id", \.jobID)
        Field("file_id", \.fileID)
        Field("size", \.size)
        Field("created_at", \.createdAt)
        Field("delete_at", \.deleteAt)
        Field("line", \.line)
        Field("created", \.created)
        Field("updated", \.updated)
        Field("unchanged", \.unchanged)
        Field("errors", \.faults)
        Field("error_count", \.faultCount)
        Field("finished_at", \.finishedAt)
        Field("failure", \.failure)
    }

    /// Who owns a file; what is to go.
    package static let indexes = [
        Index<ProductImport>(.ascending(\.fileID)), Index<ProductImport>(.ascending(\.deleteAt)).expiring(after: .zero),
    ]

    static let mostFaults = 1000

    /// What it takes to have a file taken in, and to see what that has led to.
    package static let permissions: [Permission] = [.createProduct, .updateProduct]
}

extension ProductImport {
    /// Whether it has failed; nil while it has not ended, as far as this alone tells.
    var hasFailed: Bool? { self.finishedAt == nil ? nil : self.failure != nil }
}
