import MongoJobs
import Schemas

/// A job that is done at once.
struct Nothing: Job {
    var number: Int

    static let kind = "nothing"
    static let schema = Schema(Nothing.init) { Field("number", \.number) }
}
