package import BSON
package import MongoJobs
package import Schemas

/// Takes a file of products in. It goes on where a worker that has ended had come to.
package struct ImportJob: Job {
    package var importID: ObjectID

    package static let kind = "import"
    package static let options = JobOptions(queue: "imports", tries: 5)
    package static let schema = Schema(ImportJob.init) { Field("import_id", \.importID) }
}

/// Removes files of imports that have ended.
struct ImportSweepJob: Job {
    static let kind = "import_sweep"
    static let schema = Schema(ImportSweepJob.init) {}
}
