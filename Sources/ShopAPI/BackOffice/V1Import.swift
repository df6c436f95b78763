import BSON
import Catalog
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore

/// A file of products, and what taking it in has led to so far.
struct V1Import: SchemaObject, RouteOutput {
    var id: ObjectID
    var status: TaskStatus
    var progress: Double
    var isDryRun: Bool
    var created: Int
    var updated: Int
    var unchanged: Int
    var errors: [ImportFault]
    var errorCount: Int
    var failure: String?
    var createdAt: Date
    var finishedAt: Date?

    static let schema = Schema(V1Import.init) {
        Field("id", \.id)
        Field("status", \.status)
        Field("progress", \.progress).described("From 0 to 1.").example(0.25)
        Field("dry_run", \.isDryRun).described("Whether nothing is changed; the counts are those that would be.")
        Field("created", \.created).example(2)
        Field("updated", \.updated).example(1)
        Field("unchanged", \.unchanged).example(40)
        Field("errors", \.errors).described("Lines that were not taken in, and why; the first thousand.")
        Field("error_count", \.errorCount).described("How many errors there are in all.").example(0)
        Field("failure", \.failure).described("Why the rest of the file was not looked at; null unless it has failed.")
        Field("created_at", \.createdAt)
        Field("finished_at", \.finishedAt)
    }
}

extension V1Import {
    init(_ standing: ImportStanding) {
        let (stored, progress) = (standing.productImport, standing.progress)
        let unknown = "The import broke off; send the file again, it goes on where it was"
        self.init(
            id: stored.id, status: progress.status, progress: progress.progress, isDryRun: stored.isDryRun,
            created: stored.created, updated: stored.updated, unchanged: stored.unchanged, errors: stored.faults,
            errorCount: stored.faultCount, failure: progress.status == .failed ? stored.failure ?? unknown : nil,
            createdAt: stored.createdAt, finishedAt: stored.finishedAt)
    }
}

/// Whether an import only looks.
struct V1ImportQuery: SchemaObject {
    var isDryRun: Bool

    static let schema = Schema(V1ImportQuery.init) {
        Field("dry_run", \.isDryRun, default: false)
            .described("Whether nothing is to be changed: the import tells what it would do.")
    }
}

/// Which import.
struct V1ImportPath: SchemaObject {
    var id: String

    static let schema = Schema(V1ImportPath.init) {
        Field("id", \.id).described("The import's id.").example("507f1f77bcf86cd799439020")
    }
}
