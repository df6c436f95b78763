import BSON
import FoundationEssentials
import MongoODM

/// The steps that make an invoice, as values. They belong in one transaction, in this order: the order that is claimed first
/// decides who goes on, the number that is taken last is waited for the shortest.
enum InvoiceStatement {
    /// Marks a paid order as one that has its invoice.
    ///
    /// If it finds no order, nothing was changed: there is none, it is not paid, or it has its invoice.
    static func claim(_ id: ObjectID, at now: Date) -> OrderStatement {
        OrderStatement(
            change: Statement(
                \.id == id && \.status == .paid && \.invoicedAt == nil, .set(\.invoicedAt, now)))
    }

    /// Takes the next number of a series, whose first makes the series. A transaction that is given up gives it back.
    static func takeNumber(of series: String, at now: Date) -> Statement<InvoiceSeries> {
        Statement(\.id == series, .updates([.inc(\.last, 1), .max(\.lastMadeAt, now)]), upsert: true)
    }

    /// Stores an invoice. Run again, it throws `duplicateKey`: the order has one.
    static func store(_ invoice: Invoice) -> Statement<Invoice> { Statement(inserting: invoice) }
}
