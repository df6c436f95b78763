import FoundationEssentials
import MongoODM
import Schemas

/// How far the summaries have come.
struct SummaryMark: Document {
    var id: String
    /// Before this moment nothing has happened.
    var first: Date
    /// What was before this moment is summed up. A quarter of an hour begins then.
    var through: Date
    /// What was changed before this moment is summed up again.
    var followed: Date

    static let schema = Schema("summary_marks", SummaryMark.init) {
        Field("_id", \.id)
        Field("first", \.first)
        Field("through", \.through)
        Field("followed", \.followed)
    }

    /// The one that there is.
    static let only = "orders"
}

/// A quarter of an hour that is to be summed up again, though no order tells so: an account was closed that was opened then.
struct SummaryStain: Document {
    /// The number of the quarter of an hour.
    var id: Int
    var at: Date

    static let schema = Schema("summary_stains", SummaryStain.init) {
        Field("_id", \.id)
        Field("at", \.at)
    }
}
