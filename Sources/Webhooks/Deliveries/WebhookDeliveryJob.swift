import BSON
import MongoJobs
import Schemas

/// Tells an endpoint of an event.
struct WebhookDeliveryJob: Job {
    var deliveryID: ObjectID

    static let kind = "webhook_delivery"
    /// The first retry comes within ten seconds, the last a day after the event. The jobs mostly wait for others' answers, so that many
    /// may run at a time: an endpoint that is slow has two of the places at most.
    static let options = JobOptions(
        queue: "webhooks", tries: 12,
        pause: RetryPause(first: .seconds(6), factor: 3, longest: .seconds(6 * 3600)), timeout: .seconds(120),
        concurrency: 32)
    static let schema = Schema(WebhookDeliveryJob.init) { Field("delivery_id", \.deliveryID) }
}
