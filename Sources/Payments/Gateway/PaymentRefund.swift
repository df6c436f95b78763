package import BSON
package import ShopCore

/// What is to be given back of a paid intent.
package struct PaymentRefundRequest: Hashable, Sendable {
    /// The shop's own id of it, stored before the gateway is asked: the same for every try.
    package var id: ObjectID
    package var intentID: String
    /// More than nothing.
    package var amount: Money

    package init(id: ObjectID, intentID: String, amount: Money) {
        self.id = id
        self.intentID = intentID
        self.amount = amount
    }

    /// The idempotency key.
    package var key: String { "refund-\(self.id.hexString)" }
}

/// What a gateway knows of a refund.
package struct PaymentRefund: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// The money is on its way back, and can't be refunded again.
        case done
        /// The gateway has taken it on, and may still refuse it.
        case pending
        /// The bank did not take it back.
        case failed(PaymentRefusal)
    }

    /// The gateway's name for it.
    package var id: String
    /// Whose request it was; nil for a refund that was made elsewhere, for example in the gateway's own pages.
    package var requestID: ObjectID?
    package var amount: Money
    package var state: State

    package init(id: String, requestID: ObjectID?, amount: Money, state: State) {
        self.id = id
        self.requestID = requestID
        self.amount = amount
        self.state = state
    }
}
