import BSON
import MongoJobs
import Schemas

/// Takes a file of products in. It goes on where a worker that has ended had come to.
struct ImportJob: Job {
    var importID: ObjectID

    static let kind = "import"
    static let options = JobOptions(queue: "imports", tries: 5)
    static let schema = Schema(ImportJob.init) { Field("import_id", \.importID) }
}

/// Removes files of imports that have ended.
struct ImportSweepJob: Job {
    static let kind = "import_sweep"
    static let schema = Schema(ImportSweepJob.init) {}
}
