import FoundationEssentials
import MongoODM
import Schemas

/// The invoices of a year with one prefix: how many there are, which is the number of the last.
struct InvoiceSeries: Document {
    /// The prefix and the year, as `2026`.
    var id: String
    var last: Int
    /// When the last was made, or when an earlier one was by a clock that was ahead: later numbers are never older.
    var lastMadeAt: Date

    static let schema = Schema("invoice_series", InvoiceSeries.init) {
        Field("_id", \.id)
        Field("last", \.last)
        Field("last_made_at", \.lastMadeAt)
    }

    /// The name of the series of a moment, by the year in UTC.
    static func name(prefix: String, at date: Date) -> String {
        "\(prefix)\(Date.ISO8601FormatStyle(timeZone: .gmt).year().format(date))"
    }
}
