import BSON
import FoundationEssentials
package import MongoODM
import Schemas
package import ShopCore

/// Which events of gateways were dealt with, so that none is twice.
package struct PaymentEvents: Sendable {
    private let events: Repository<SeenPaymentEvent>

    package init(_ collections: Collections) {
        self.events = collections.repository()
    }

    /// Deals with an event in a transaction, unless that was done before.
    ///
    /// Of several at once one does it; if it fails, the event may come again. As in every transaction, the body may run several
    /// times.
    ///
    /// - Parameter gateway: whose event it is: ids of different gateways are different events.
    /// - Returns: whether it was done now.
    /// - Throws: what the body throws, after everything was undone; ``MongoError``.
    @discardableResult
    package func once(
        _ event: PaymentEvent, of gateway: String, _ body: (Transaction) async throws -> Void
    ) async throws -> Bool {
        let seen = SeenPaymentEvent(id: "\(gateway):\(event.id)", intentID: event.intentID)
        do {
            try await self.events.database.client.transaction { transaction in
                do {
                    _ = try await self.events.create(seen, in: transaction)
                } catch let error as MongoError where error.code == .duplicateKey {
                    throw SeenBefore()
                }
                try await body(transaction)
            }
            return true
        } catch is SeenBefore {
            return false
        }
    }

    private struct SeenBefore: Error {}
}

/// That an event was dealt with.
struct SeenPaymentEvent: Document {
    /// The gateway and its id of the event. Two of one event can't be stored.
    var id: String
    var intentID: String
    var seenAt = Date.now

    static let schema = Schema("payment_events", SeenPaymentEvent.init) {
        Field("_id", \.id)
        Field("intent_id", \.intentID)
        Field("seen_at", \.seenAt)
    }

    /// Stripe tries for three days.
    static let indexes = [Index<SeenPaymentEvent>(.ascending(\.seenAt)).expiring(after: .seconds(30 * 24 * 60 * 60))]
}
