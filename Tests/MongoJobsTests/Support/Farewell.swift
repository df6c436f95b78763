import MongoJobs
import Schemas

/// A job whose data must not stay.
struct Farewell: Job {
    var address: String

    static let kind = "farewell"
    static let options = JobOptions(tries: 2, pause: RetryPause(first: .milliseconds(1)), keepsPayload: false)
    static let schema = Schema(Farewell.init) { Field("address", \.address) }
}
