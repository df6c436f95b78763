import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// The stored endpoints, events and deliveries.
struct WebhookStore: Sendable {
    let endpoints: Repository<WebhookEndpoint>
    let events: Repository<WebhookEvent>
    let deliveries: Repository<WebhookDelivery>

    /// What can't be read is left out as if it were not there.
    init(_ collections: Collections) {
        self.endpoints = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
        self.events = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
        self.deliveries = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
    }

    var client: MongoClient { self.endpoints.database.client }

    func page(_ request: PageRequest) async throws -> CountedPage<WebhookEndpoint> {
        try await self.endpoints.page(sort: [.descending(\.id)], request)
    }

    /// A page of what was on its way to an endpoint, the newest first.
    func deliveries(to endpointID: ObjectID, _ request: PageRequest) async throws -> CountedPage<WebhookDelivery> {
        try await self.deliveries.page(
            \.endpointID == endpointID, sort: [.descending(\.createdAt), .descending(\.id)], request)
    }

    /// Some of the events that have a user's data, the newest first.
    func events(of userID: ObjectID, after place: PageCursor?, limit: Int) async throws -> Page<WebhookEvent> {
        try await self.events.page(
            \.userID == userID, sort: [.descending(\.createdAt), .descending(\.id)], after: place, limit: limit)
    }

    /// Notes what a try led to.
    ///
    /// - Parameter isLast: whether no other follows.
    func note(_ answer: WebhookAnswer, of delivery: WebhookDelivery, isLast: Bool) async throws {
        let state: WebhookDeliveryState = answer.isSuccess ? .delivered : isLast ? .failed : .pending
        try await self.deliveries.updateOne(
            \.id == delivery.id && \.state == .pending, .inc(\.attempts, 1), .set(\.lastAnswer, answer),
            .set(\.state, state))
    }

    /// Ends a delivery that is not to be tried.
    func giveUp(_ delivery: WebhookDelivery, _ reason: String) async throws {
        let answer = WebhookAnswer(at: .now, milliseconds: 0, error: reason)
        try await self.deliveries.updateOne(
            \.id == delivery.id && \.state == .pending, .set(\.lastAnswer, answer), .set(\.state, .failed))
    }

    /// Begins a delivery anew.
    ///
    /// - Returns: it, or nil when it waits for a try already, or is gone.
    func begin(
        _ deliveryID: ObjectID, until end: Date, in transaction: Transaction
    ) async throws -> WebhookDelivery? {
        try await self.deliveries.findOneAndUpdate(
            \.id == deliveryID && .isIn(\.state, [.delivered, .failed]), .set(\.state, .pending),
            .set(\.deleteAt, end), in: transaction)
    }

    /// Notes that an endpoint works.
    func noteSuccess(of endpointID: ObjectID) async throws {
        try await self.endpoints.updateOne(
            \.id == endpointID && \.failingSince != nil, .set(\.failingSince, nil))
    }

    /// Notes that an endpoint has failed, unless it has failed before.
    func noteFailure(of endpointID: ObjectID) async throws {
        try await self.endpoints.updateOne(
            \.id == endpointID && \.failingSince == nil, .set(\.failingSince, .now))
    }

    /// Pauses an active endpoint that has gone on failing since a moment.
    ///
    /// - Returns: false when another did, or it has worked since.
    func pause(_ endpointID: ObjectID, failingSince since: Date, in transaction: Transaction) async throws -> Bool {
        try await self.endpoints.updateOne(
            \.id == endpointID && \.state == .active && \.failingSince == since, .set(\.state, .paused),
            .set(\.updatedAt, .now), in: transaction
        ).matched == 1
    }
}
