public import BSON
import FoundationEssentials
public import Idempotency
import MongoJobs
package import MongoODM
import Schemas
public import ShopCore

/// What was on its way to endpoints.
extension WebhookService {
    /// A page of what was on its way to an endpoint, the newest first.
    ///
    /// - Throws: ``ShopError`` `notFound`.
    public func deliveries(to endpointID: ObjectID, _ request: PageRequest) async throws -> CountedPage<WebhookDelivery>
    {
        _ = try await self.endpoint(endpointID)
        return try await self.store.deliveries(to: endpointID, request)
    }

    /// Delivers an event again, with all tries. What waits for a try is left as it is.
    ///
    /// - Throws: ``ShopError``: `notFound`; `conflict` when the endpoint is paused.
    public func replay(_ deliveryID: ObjectID, to endpointID: ObjectID) async throws -> WebhookDelivery {
        let endpoint = try await self.endpoint(endpointID)
        return try await self.store.client.transaction { transaction in
            guard let delivery = try await self.store.deliveries.get(deliveryID, in: transaction),
                delivery.endpointID == endpointID
            else { throw Self.deliveryNotFound }
            guard endpoint.state == .active || delivery.isTest else {
                throw ShopError.conflict(
                    "The webhook is paused; set its state to active first", reason: .webhookPaused)
            }
            let end = Date.now + WebhookEvent.lifetime
            guard let begun = try await self.store.begin(deliveryID, until: end, in: transaction) else {
                return delivery
            }
            try await self.store.events.updateOne(
                \.id == begun.eventID, .max(\.deleteAt, end), in: transaction)
            try await self.outbox.jobs.enqueue(WebhookDeliveryJob(deliveryID: deliveryID), in: transaction)
            return begun
        }
    }

    /// Sends an endpoint an event of no consequence, also while it is paused. It is tried once.
    ///
    /// - Parameter keeping: keeps the answer with the delivery.
    /// - Throws: ``ShopError`` `notFound`.
    public func test<Answer>(
        _ endpointID: ObjectID, keeping: KeepingAnswer<WebhookDelivery, Answer>
    ) async throws -> Kept<Answer> {
        try await self.store.client.transaction { transaction in
            guard try await self.store.endpoints.get(endpointID, in: transaction) != nil else { throw Self.notFound }
            let event = self.outbox.event("webhook.test", about: endpointID, TestData(webhookID: endpointID))
            let deliveries = try await self.outbox.deliver(event, to: [endpointID], isTest: true, in: transaction)
            return try await keeping(deliveries[0], in: transaction)
        }
    }

    /// Some of the events that have a user's data, the newest first.
    ///
    /// - Parameters:
    ///   - place: where the last ones ended; nil for the first.
    ///   - limit: how many at most.
    package func events(of userID: ObjectID, after place: PageCursor?, limit: Int) async throws -> Page<WebhookEvent> {
        try await self.store.events(of: userID, after: place, limit: limit)
    }

    private static let deliveryNotFound = ShopError.notFound("Delivery not found")

    /// What a test tells.
    private struct TestData: SchemaObject {
        var webhookID: ObjectID

        static let schema = Schema(TestData.init) { Field("webhook_id", \.webhookID) }
    }
}
