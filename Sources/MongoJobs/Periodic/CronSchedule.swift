public import FoundationEssentials
import Schemas

/// Moments that come again and again: a cron expression, in a time zone.
///
/// An expression has five fields: minute (0–59), hour (0–23), day of the month (1–31), month (1–12 or `jan`–`dec`), day of
/// the week (0–7 or `sun`–`sat`; 0 and 7 are Sunday). A field is `*`, a value, a range `a-b`, either with a step `/n`, or
/// a list of those, separated by commas. Where both days are restricted, either suffices, as everywhere in cron. Also
/// `@hourly`, `@daily` (`@midnight`), `@weekly`, `@monthly`, `@yearly` (`@annually`).
///
/// **When clocks are changed.** An expression whose hours are fixed (`30 2 * * *`) has one tick for each time that it
/// names: a time that is skipped has its tick when the clocks are put forward, and of a time that comes twice the first
/// counts. An expression whose hour begins with `*` goes by what passes: it has a tick in both of the hours with the same
/// name, and none for an hour that never was.
public struct CronSchedule: Hashable, Sendable {
    let expression: CronExpression
    let zone: CivilTimeZone

    /// - Parameters:
    ///   - expression: five fields, or a name.
    ///   - timeZone: an IANA name, for example `Europe/Berlin`.
    /// - Throws: ``CronError`` with a sentence that says what is wrong.
    public init(_ expression: String, timeZone: String = "UTC") throws(CronError) {
        self.expression = try CronExpression(expression)
        self.zone = try CivilTimeZone(timeZone)
    }

    /// The expression and the time zone.
    var text: String { "\(self.expression.text) \(self.zone.name)" }

    /// The first tick behind a moment; nil when there is none in 40 years.
    public func next(after date: Date) -> Date? {
        let start = Int(date.timeIntervalSince1970.rounded(.down))
        let firstDay = self.zone.localDay(of: start) - 1
        return self.ticks(days: firstDay...(firstDay + Self.longestGap)) { $0 > start }
    }

    /// The last tick that is not behind a moment.
    public func latest(notAfter date: Date) -> Date? {
        let end = Int(date.timeIntervalSince1970.rounded(.down))
        let lastDay = self.zone.localDay(of: end) + 1
        return self.ticks(days: ((lastDay - Self.longestGap)...lastDay).reversed(), reversed: true) { $0 <= end }
    }

    /// A 29th of February that is a certain day of the week comes again after 40 years at the latest.
    private static var longestGap: Int { 366 * 41 }

    /// The first tick, in the order of the days, that fulfils a condition.
    private func ticks(
        days: some Sequence<Int>, reversed: Bool = false, where isWanted: (Int) -> Bool
    ) -> Date? {
        var best: Int?
        var daysLeft: Int?
        for day in days {
            // A day's last ticks may come behind the next day's first, where clocks go back over midnight.
            if let left = daysLeft {
                if left == 0 { break }
                daysLeft = left - 1
            }
            guard self.expression.includes(CivilDate(daysSince1970: day)) else { continue }
            let wanted = self.zone.instants(
                of: self.expression.times.map { day * 86_400 + $0 }, byInterval: self.expression.goesByInterval
            ).filter(isWanted)
            guard let found = reversed ? wanted.max() : wanted.min() else { continue }
            best = best.map { reversed ? max($0, found) : min($0, found) } ?? found
            daysLeft = daysLeft ?? 1
        }
        return best.map { Date(timeIntervalSince1970: Double($0)) }
    }
}

/// What is wrong with a schedule.
public struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
}
