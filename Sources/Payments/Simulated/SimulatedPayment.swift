package import BSON
package import FoundationEssentials
import MongoODM
package import Schemas
package import ShopCore

/// An intent in the books of the simulated gateway. They are its own: no transaction of the shop reaches them, as none
/// reaches a bank's.
package struct SimulatedPayment: Document {
    package enum State: String, SchemaEnum {
        case open, waiting, authorized, paid, refused, canceled
    }

    package var id = ObjectID()
    /// The attempt's idempotency key.
    package var key: String
    package var orderID: ObjectID
    package var orderNumber: String
    package var attempt: Int
    package var amount: Money
    package var token: String?
    package var capture = PaymentAttempt.Capture.automatic
    package var state: State
    /// The code of the refusal; nil for none.
    package var failure: String?
    /// One for each time that money was taken: more than one would be a mistake.
    package var charges: [SimulatedCharge] = []
    /// What was taken and not given back.
    package var refundable = Money.zero
    package var refunds: [SimulatedRefund] = []
    /// How often it was not reached.
    package var misses = 0
    package var createdAt = Date.now

    package static let schema = Schema("simulated_payments", SimulatedPayment.init) {
        Field("_id", \.id)
        Field("key", \.key).unique()
        Field("order_id", \.orderID).indexed()
        Field("number", \.orderNumber)
        Field("attempt", \.attempt)
        Field("amount", \.amount)
        Field("token", \.token)
        Field("capture", \.capture)
        Field("state", \.state)
        Field("failure", \.failure)
        Field("charges", \.charges)
        Field("refundable", \.refundable)
        Field("refunds", \.refunds)
        Field("misses", \.misses)
        Field("created_at", \.createdAt)
    }
}

extension SimulatedPayment {
    init(_ attempt: PaymentAttempt) {
        self.init(
            key: attempt.key, orderID: attempt.orderID, orderNumber: attempt.orderNumber, attempt: attempt.index,
            amount: attempt.amount, token: attempt.token, capture: attempt.capture,
            state: attempt.token == nil ? .waiting : .open)
    }

    /// Whether it was made for just this attempt.
    func isOf(_ attempt: PaymentAttempt) -> Bool {
        self.key == attempt.key && self.amount == attempt.amount && self.token == attempt.token
            && self.capture == attempt.capture
    }
}

/// That money was taken.
package struct SimulatedCharge: SchemaObject {
    package var amount: Money
    package var at = Date.now

    package static let schema = Schema(SimulatedCharge.init) {
        Field("amount", \.amount)
        Field("at", \.at)
    }
}

/// That money was given back.
package struct SimulatedRefund: SchemaObject {
    package var id = ObjectID()
    /// Nil for one that was not made by the shop.
    package var requestID: ObjectID?
    package var amount: Money
    package var at = Date.now

    package static let schema = Schema(SimulatedRefund.init) {
        Field("_id", \.id)
        Field("request_id", \.requestID)
        Field("amount", \.amount)
        Field("at", \.at)
    }
}
