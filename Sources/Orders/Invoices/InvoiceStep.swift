package import ShopCore

/// The places of the making of an invoice.
package enum InvoiceStep: String, Step {
    /// The order was claimed, in a transaction that is not committed.
    case orderClaimed
    /// The number was taken in that transaction.
    case numberTaken
    /// The invoice was stored in that transaction.
    case invoiceStored
    /// The transaction was committed.
    case invoiceCommitted
}
