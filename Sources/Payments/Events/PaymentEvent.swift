package import BSON
package import FoundationEssentials

/// What a gateway tells by itself.
///
/// Events come late, twice and in any order, so this says only what to ask about: the state is what
/// ``PaymentGateway/find(_:)`` and ``PaymentGateway/refunds(of:)`` answer.
package struct PaymentEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case waiting, processing, authorized, paid, refused, canceled
        /// Something was given back, or the bank did not take it.
        case refunded
    }

    /// The gateway's name for the event, the same however often it comes.
    package var id: String
    package var kind: Kind
    package var intentID: String
    /// The order's id, where the gateway repeats it.
    package var orderID: ObjectID?
    package var createdAt: Date

    package init(id: String, kind: Kind, intentID: String, orderID: ObjectID?, createdAt: Date) {
        self.id = id
        self.kind = kind
        self.intentID = intentID
        self.orderID = orderID
        self.createdAt = createdAt
    }
}
