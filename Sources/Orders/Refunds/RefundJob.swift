import BSON
import MongoJobs
import Schemas

/// Brings the refunds of an order and the gateway's to the same, however often it is done.
struct RefundJob: Job {
    var orderID: ObjectID

    static let kind = "order_refund"
    static let options = JobOptions.refunds
    static let schema = Schema(RefundJob.init) { Field("order_id", \.orderID) }
}

extension JobOptions {
    /// For jobs that give money back: they wait for a gateway, and must not be given up before somebody can mend what keeps them
    /// from it. The last of the tries comes a week after the first.
    static let refunds = JobOptions(
        queue: "refunds", tries: 170, pause: RetryPause(first: .seconds(5), factor: 3, longest: .seconds(3600)),
        timeout: .seconds(120), concurrency: 8)
}
