public import FoundationEssentials
public import Schemas

/// What a cell of a table holds. Only ``text(_:)`` is free text: it never becomes a formula.
public enum Cell: Hashable, Sendable {
    case empty
    case text(String)
    case integer(Int)
    /// With as many digits behind the point as its exponent says.
    case decimal(ExactDecimal)
    case moment(Date)
    case flag(Bool)

    /// A text, or nothing.
    public init(_ text: String?) {
        self = text.map { .text($0) } ?? .empty
    }
}
