import BSON
import FoundationEssentials
import MongoJobs
package import MongoODM
import Schemas
package import ShopCore

/// Puts events where the deliveries are made from: an event, and a delivery with its job for each endpoint that listens. An event
/// that no endpoint listens to writes nothing.
package struct WebhookOutbox: EventOutbox {
    let listeners: WebhookListeners
    let store: WebhookStore
    let jobs: JobQueue

    package func note(_ event: ShopEvent, in transaction: Transaction) async throws {
        let endpoints = try await self.listeners.listening(to: event.name, in: transaction)
        guard !endpoints.isEmpty else { return }
        let stored = self.event(
            event.name.rawValue, about: event.subject, of: event.userID, try await event.data())
        try await self.deliver(stored, to: endpoints, in: transaction)
    }

    /// An event that is not stored yet.
    func event(
        _ type: String, about subject: ObjectID, of userID: ObjectID? = nil, _ data: any SchemaValue
    ) -> WebhookEvent {
        let (id, now) = (ObjectID(), Date.now)
        return WebhookEvent(
            id: id, type: type, subject: subject, userID: userID,
            body: WebhookMessage(id: id, type: type, createdAt: now).body(data, about: subject), createdAt: now,
            deleteAt: now + WebhookEvent.lifetime)
    }

    /// Stores an event, its deliveries and their jobs.
    @discardableResult
    func deliver(
        _ event: WebhookEvent, to endpoints: [ObjectID], isTest: Bool = false, in transaction: Transaction
    ) async throws -> [WebhookDelivery] {
        try await self.store.events.create(event, in: transaction)
        let deliveries = endpoints.map { WebhookDelivery(of: event, to: $0, isTest: isTest) }
        let stored = try await self.store.deliveries.createMany(deliveries, in: transaction)
        try await self.jobs.enqueueAll(stored.map { WebhookDeliveryJob(deliveryID: $0.id) }, in: transaction)
        return stored
    }
}
