import BSON
import FoundationEssentials
import MongoJobs
import MongoODM
import ShopCore

/// Works on the deliveries: each is one request to its endpoint.
struct WebhookDeliverer: Sendable {
    let store: WebhookStore
    let transport: any WebhookTransport
    let jobs: JobQueue
    private let gate = EndpointGate()

    init(store: WebhookStore, transport: any WebhookTransport, jobs: JobQueue) {
        self.store = store
        self.transport = transport
        self.jobs = jobs
    }

    /// - Throws: ``JobFailure`` when it is another try's turn.
    func deliver(_ job: WebhookDeliveryJob, by run: JobRun) async throws {
        guard let delivery = try await self.store.deliveries.get(job.deliveryID), delivery.state == .pending,
            let endpoint = try await self.store.endpoints.get(delivery.endpointID)
        else { return }
        guard endpoint.state == .active || delivery.isTest else {
            return try await self.store.giveUp(delivery, "The endpoint is paused")
        }
        guard let event = try await self.store.events.get(delivery.eventID) else {
            return try await self.store.giveUp(delivery, "The event is not kept any more")
        }
        if let wait = self.gate.enter(endpoint.id) {
            throw JobFailure.later(after: wait, "Others are on their way to the endpoint")
        }
        let start = ContinuousClock.now
        defer { self.gate.leave(endpoint.id, after: .now - start) }
        let answer = try await self.answer(of: endpoint, to: event, delivery, attempt: run.attempt)
        if answer.isSuccess {
            try await self.store.note(answer, of: delivery, isLast: true)
            if endpoint.failingSince != nil { try await self.store.noteSuccess(of: endpoint.id) }
            return
        }
        // A test is tried once: who has asked for it looks at it.
        let isLast = run.isLastTry || delivery.isTest
        try await self.store.note(answer, of: delivery, isLast: isLast)
        if !delivery.isTest { try await self.noteFailure(of: endpoint) }
        if !isLast { throw Failed(reason: answer.reason) }
    }

    private func answer(
        of endpoint: WebhookEndpoint, to event: WebhookEvent, _ delivery: WebhookDelivery, attempt: Int
    ) async throws -> WebhookAnswer {
        let now = Date.now
        let start = ContinuousClock.now
        var answer = WebhookAnswer(at: now, milliseconds: 0)
        do {
            let reply = try await self.transport.post(
                event.body, to: endpoint.url,
                headers: [
                    ("Content-Type", "application/json"), ("User-Agent", "Bodega-Webhooks"),
                    ("Bodega-Event-Id", event.id.hexString), ("Bodega-Event-Type", event.type),
                    ("Bodega-Delivery-Id", delivery.id.hexString),
                    ("Bodega-Signature", WebhookSecret.signature(of: event.body, at: now, with: endpoint.secret)),
                ], attempt: attempt)
            answer.status = reply.status
            answer.body = reply.body
        } catch {
            // The worker is to stop, or has lost the job: the try says nothing of the endpoint.
            try Task.checkCancellation()
            answer.error = error.reason
        }
        answer.milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        return answer
    }

    /// Notes that an endpoint has failed, and pauses one that has done nothing else for too long; who looks after it is told.
    private func noteFailure(of endpoint: WebhookEndpoint) async throws {
        guard let since = endpoint.failingSince else { return try await self.store.noteFailure(of: endpoint.id) }
        guard since.timeIntervalSinceNow <= -Self.patience else { return }
        try await self.store.client.transaction { transaction in
            guard try await self.store.pause(endpoint.id, failingSince: since, in: transaction) else { return }
            try await self.jobs.enqueue(WebhookPausedJob(endpointID: endpoint.id), in: transaction)
        }
    }

    /// After so many seconds without any success an endpoint is paused: a little before the first delivery that failed has its last
    /// try.
    static let patience = 20 * 3600.0

    /// A try that has failed, for those who look after jobs.
    private struct Failed: Error, CustomStringConvertible {
        let reason: String
        var description: String { self.reason }
    }
}
