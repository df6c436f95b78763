package import Logging
package import MongoJobs
package import ShopCore
package import ShopMail

/// Webhooks: what happens in the shop, told to other systems.
package struct WebhooksFeature: Feature {
    package let service: WebhookService
    /// Where the other features put what has happened.
    package let outbox: WebhookOutbox
    private let store: WebhookStore
    private let listeners: WebhookListeners
    private let transport: any WebhookTransport
    private let keepers: any WebhookKeepers
    private let jobs: JobQueue

    package init(
        _ collections: Collections, audit: AuditTrail, jobs: JobQueue, transport: any WebhookTransport,
        keepers: any WebhookKeepers
    ) {
        self.store = WebhookStore(collections)
        self.listeners = WebhookListeners(self.store.endpoints)
        self.outbox = WebhookOutbox(listeners: self.listeners, store: self.store, jobs: jobs)
        self.service = WebhookService(
            store: self.store, listeners: self.listeners, outbox: self.outbox, transport: transport, audit: audit)
        self.transport = transport
        self.keepers = keepers
        self.jobs = jobs
    }

    package static let auditedKinds = [AuditedKind.webhook]

    package var personalData: [any PersonalData] { [self.store] }

    /// Keeps what is known of the endpoints true.
    package func run(logger: Logger) async { await self.listeners.run(logger: logger) }

    package func jobHandlers(mailer: Mailer) -> [JobHandler] {
        let deliverer = WebhookDeliverer(store: self.store, transport: self.transport, jobs: self.jobs)
        return [
            JobHandler(WebhookDeliveryJob.self) { job, run in try await deliverer.deliver(job, by: run) },
            WebhookPausedJob.handler(self.store, self.keepers, mailer),
        ]
    }
}
