import BSON
import MongoJobs
import MongoODM
import Schemas
import ShopMail

/// Tells who looks after an endpoint that it was paused.
struct WebhookPausedJob: Job {
    var endpointID: ObjectID

    static let kind = "webhook_paused_mail"
    static let options = JobOptions.mail
    static let schema = Schema(WebhookPausedJob.init) { Field("endpoint_id", \.endpointID) }

    static func handler(_ store: WebhookStore, _ keepers: any WebhookKeepers, _ mailer: Mailer) -> JobHandler {
        JobHandler(WebhookPausedJob.self) { job, run in
            // One that goes on by now has somebody who knows.
            guard let endpoint = try await store.endpoints.get(job.endpointID), endpoint.state == .paused,
                let keeper = try await keepers.mailbox(preferring: endpoint.keeperID)
            else { return }
            try await mailer.send(
                WebhookPausedMail(url: endpoint.url, since: endpoint.failingSince ?? run.createdAt),
                to: keeper.address, named: keeper.name, by: run)
        }
    }
}
