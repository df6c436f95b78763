import BSON
import MongoJobs
import Schemas

/// Makes the file of an export. A worker that ends leaves no file: the next one begins again.
struct ExportJob: Job {
    var exportID: ObjectID
    /// Nil where an earlier version has asked for it.
    var table: ExportKind?

    static let kind = "export"
    static let options = JobOptions(queue: "exports", concurrency: 2)
    static let schema = Schema(ExportJob.init) {
        Field("export_id", \.exportID)
        Field("table", \.table, default: nil)
    }
}

/// Removes the files of exports that are gone, and of those that were begun twice.
struct ExportSweepJob: Job {
    static let kind = "export_sweep"
    static let schema = Schema(ExportSweepJob.init) {}
}
