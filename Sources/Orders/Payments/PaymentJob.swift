import BSON
import MongoJobs
import Schemas

/// Takes an attempt to pay an order to its end, from wherever it stands.
struct PaymentJob: Job {
    var orderID: ObjectID
    /// Which attempt. One that was followed by another is left alone.
    var attempt: Int

    static let kind = "order_payment"
    /// How often a gateway that can't be reached is asked. Workers that die don't count.
    static let tries = 3
    static let options = JobOptions(
        queue: "payments", tries: 3 * Self.tries,
        pause: RetryPause(first: .seconds(1), factor: 4, longest: .seconds(60)), timeout: .seconds(120),
        concurrency: 16)
    static let schema = Schema(PaymentJob.init) {
        Field("order_id", \.orderID)
        Field("attempt", \.attempt)
    }
}
