import BSON
import MongoJobs
import Schemas

/// Removes what is left of a user whose account is gone.
struct TracesJob: Job {
    var userID: ObjectID

    static let kind = "erase_traces"
    /// The last try comes a day after the first: it must be done some time.
    static let options = JobOptions(
        tries: 30, pause: RetryPause(first: .seconds(5), factor: 3, longest: .seconds(3600)))
    static let schema = Schema(TracesJob.init) { Field("user_id", \.userID) }
}
