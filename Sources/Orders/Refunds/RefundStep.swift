import ShopCore

/// The places of a refund: before and after every write of it.
package enum RefundStep: String, Step {
    /// The order notes the refund, in a transaction that is not committed.
    case refundNoted
    /// That transaction was committed; the gateway does not know yet.
    case refundCommitted
    /// The gateway has given the money back; the order does not know yet.
    case refundGiven
    /// The order knows.
    case refundSettled
}
