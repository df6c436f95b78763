/// The places of the purchase: before and after every write of checkout and confirmation, in their order.
package enum PurchaseStep: String, Step {
    /// The products of the cart were looked up; nothing is written yet.
    case productsFound
    /// The cart was emptied, in a transaction that is not committed.
    case cartTaken
    /// The order was stored in that transaction.
    case orderStored
    /// The answer was kept in that transaction, if the request has a key.
    case orderAnswerKept
    /// The transaction was committed.
    case orderCommitted

    /// A confirmation begins.
    case confirmationBegun
    /// The order was moved out of `pending`, in a transaction that is not committed.
    case orderMarked
    /// The answer was kept in that transaction, if the request has a key.
    case paymentAnswerKept
    /// A line was taken from the stock in that transaction.
    case lineTaken
    /// All lines were taken in that transaction.
    case stockTaken
    /// The transaction was committed that marked the order paid; caches may still show the old inventory.
    case paymentCommitted
    /// The caches were told.
    case cachesTold
    /// A line was short and the transaction was given up; the order is still pending.
    case stockShort
    /// The transaction was committed that marked the order failed or canceled.
    case failureCommitted
}
