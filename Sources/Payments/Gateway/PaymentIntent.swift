package import BSON
package import ShopCore

/// What a gateway knows of one attempt.
package struct PaymentIntent: Hashable, Sendable {
    /// How far it has come.
    package enum State: Hashable, Sendable {
        /// It can be charged, and was not yet: ``PaymentGateway/pay(_:for:)`` goes on.
        case open
        /// The customer must do something first, in a browser that has the client secret.
        case waiting
        /// It is under way, and the outcome is not known yet. An event or a look-up tells it later.
        case processing
        /// The amount is reserved, and not taken before ``PaymentGateway/capture(_:for:)``.
        case authorized
        /// The money is there.
        case paid
        /// Nothing was charged, and nothing will be unless the customer tries again.
        case refused(PaymentRefusal)
        /// It has ended without a charge.
        case canceled
    }

    /// The gateway's name for it, which the order stores.
    package var id: String
    /// The order's id as the gateway was told; nil if it was told none.
    package var orderID: ObjectID?
    /// What it charges, once.
    package var amount: Money
    package var state: State
    /// With it a browser can go on with this intent, and with no other. It is for the order's owner only.
    package var clientSecret: String?

    package init(id: String, orderID: ObjectID?, amount: Money, state: State, clientSecret: String?) {
        self.id = id
        self.orderID = orderID
        self.amount = amount
        self.state = state
        self.clientSecret = clientSecret
    }
}

extension PaymentIntent: CustomStringConvertible {
    /// Without the client secret.
    package var description: String { "\(self.id): \(self.amount) \(self.amount.currency), \(self.state)" }
}
