import BSON
import Logging
import MongoODM
import Schemas
import ShopCore

/// Which endpoint listens to what, in memory: a purchase that no endpoint wants to know of asks the database for nothing.
struct WebhookListeners: Sendable {
    private let endpoints: Repository<WebhookEndpoint>
    private let known: Known<[Listener]>

    init(_ endpoints: Repository<WebhookEndpoint>) {
        self.endpoints = endpoints
        self.known = Known(timeout: endpoints.database.client.timeout)
    }

    /// The active endpoints that listen to an event, as they were a second ago at most.
    ///
    /// - Parameter transaction: asks for what is not known: another connection may not be left.
    func listening(to name: EventName, in transaction: Transaction) async throws -> [ObjectID] {
        let all: [Listener]
        if let known = self.known.value { all = known } else { all = try await self.read(in: transaction) }
        return all.filter { $0.eventNames.contains(name.rawValue) }.map(\.id)
    }

    /// Forgets what is known, after this process has changed it.
    func forget() { self.known.forget() }

    /// Keeps what is known true, until the task is cancelled.
    func run(logger: Logger) async {
        await self.known.follow(
            CollectionWatch(self.endpoints, logger: logger), reading: { try await self.read() })
    }

    private func read(in transaction: Transaction? = nil) async throws -> [Listener] {
        try await self.endpoints.find(
            \.state == .active, as: Listener.self, limit: 2 * WebhookEndpoint.capacity, in: transaction)
    }

    private struct Listener: SchemaObject {
        var id: ObjectID
        var eventNames: [String]

        static let schema = Schema(Listener.init) {
            Field("_id", \.id)
            Field("events", \.eventNames)
        }
    }
}
