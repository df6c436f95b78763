package import BSON
import Schemas
package import ShopCore

/// One attempt to pay an order: what a gateway is asked to charge.
package struct PaymentAttempt: Hashable, Sendable {
    /// When the money is taken.
    package enum Capture: String, SchemaEnum {
        /// As soon as it is paid.
        case automatic
        /// By ``PaymentGateway/capture(_:for:)``; until then it is reserved.
        case manual
    }

    package var orderID: ObjectID
    /// The order's number, for people who look for it at the gateway.
    package var orderNumber: String
    /// Which attempt of the order it is, counted from 1.
    package var index: Int
    /// More than nothing.
    package var amount: Money
    /// What the customer pays with, as the gateway names it; nil if the customer is still to be asked, by a browser.
    package var token: String?
    package var capture: Capture

    package init(
        orderID: ObjectID, orderNumber: String, index: Int, amount: Money, token: String?,
        capture: Capture = .automatic
    ) {
        self.orderID = orderID
        self.orderNumber = orderNumber
        self.index = index
        self.amount = amount
        self.token = token
        self.capture = capture
    }

    /// The idempotency key: the same for every try of this attempt, and another for every other.
    package var key: String { "order-\(self.orderID.hexString)-attempt-\(self.index)" }
}
