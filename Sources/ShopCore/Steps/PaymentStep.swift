/// The places of a payment that is made through a gateway: between any two of its calls and writes, in their order.
package enum PaymentStep: String, Step {
    /// The pieces of an order were set aside, in a transaction that is not committed.
    case piecesReserved
    /// The gateway has made an intent, which the order does not name yet.
    case intentOpened
    /// The order names the intent; nothing is charged.
    case intentStored
    /// The gateway has charged; the order does not know it.
    case intentCharged
}
