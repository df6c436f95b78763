import FoundationEssentials
import Schemas

/// A stretch of UTC that has a summary.
enum SummaryBlock: Hashable, Sendable {
    case quarterHour(Int)
    /// Counted since 1970.
    case day(Int)
    /// Counted from January of the year 0.
    case month(Int)

    /// The quarters of an hour in it.
    var quarters: Range<Int> {
        switch self {
        case .quarterHour(let number): number..<number + 1
        case .day(let day): day * QuarterHour.perDay..<(day + 1) * QuarterHour.perDay
        case .month(let month): Self.start(ofMonth: month)..<Self.start(ofMonth: month + 1)
        }
    }

    /// What its summary is stored under. Those of a kind have the order of their times.
    var id: String {
        let first = self.quarters.lowerBound
        let day = first.flooredQuotient(by: QuarterHour.perDay)
        let date = CivilDate(daysSince1970: day)
        let month = "\(Self.padded(date.year, 4))-\(Self.padded(date.month))"
        switch self {
        case .month: return "month \(month)"
        case .day: return "day \(month)-\(Self.padded(date.day))"
        case .quarterHour:
            let minutes = (first - day * QuarterHour.perDay) * 15
            return "quarter \(month)-\(Self.padded(date.day)) \(Self.padded(minutes / 60)):\(Self.padded(minutes % 60))"
        }
    }

    var start: Date { QuarterHour(self.quarters.lowerBound).start }

    static func month(ofDay day: Int) -> SummaryBlock {
        let date = CivilDate(daysSince1970: day)
        return .month(date.year * 12 + date.month - 1)
    }

    private static func start(ofMonth month: Int) -> Int {
        let year = month.flooredQuotient(by: 12)
        return CivilDate.days(year, month - year * 12 + 1, 1) * QuarterHour.perDay
    }

    private static func padded(_ number: Int, _ digits: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
