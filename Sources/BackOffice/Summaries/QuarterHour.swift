import FoundationEssentials
import Schemas

/// A quarter of an hour of UTC. The days of every time zone begin with one.
struct QuarterHour: Hashable, Comparable, Sendable {
    /// Counted since 1970.
    var number: Int

    static let perDay = 96
    static let seconds = 900

    init(_ number: Int) {
        self.number = number
    }

    /// The one in which a moment lies.
    init(_ moment: Date) {
        self.number = Int((moment.timeIntervalSince1970 / Double(Self.seconds)).rounded(.down))
    }

    /// The first one that begins at a moment or later, which is in seconds since 1970.
    init(from second: Int) {
        self.number = (second + Self.seconds - 1).flooredQuotient(by: Self.seconds)
    }

    var start: Date { Date(timeIntervalSince1970: Double(self.number * Self.seconds)) }

    /// The day of UTC, counted since 1970.
    var day: Int { self.number.flooredQuotient(by: Self.perDay) }

    static func < (left: QuarterHour, right: QuarterHour) -> Bool { left.number < right.number }
}
