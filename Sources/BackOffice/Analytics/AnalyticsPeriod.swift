package import Schemas

/// How long the time of a point is.
package enum AnalyticsPeriod: String, SchemaEnum {
    case daily
    /// From Monday.
    case weekly
    case monthly
    case yearly

    /// The first day of the period that a day is in. Days are counted since 1970.
    func start(of day: Int) -> Int {
        let date = CivilDate(daysSince1970: day)
        return switch self {
        case .daily: day
        case .weekly: day - (date.dayOfWeek + 6) % 7
        case .monthly: CivilDate.days(date.year, date.month, 1)
        case .yearly: CivilDate.days(date.year, 1, 1)
        }
    }

    /// The first day of the period so many behind the one that begins with a day.
    func start(_ count: Int, behind day: Int) -> Int {
        let date = CivilDate(daysSince1970: day)
        switch self {
        case .daily: return day + count
        case .weekly: return day + 7 * count
        case .monthly:
            let month = date.year * 12 + date.month - 1 + count
            let year = month.flooredQuotient(by: 12)
            return CivilDate.days(year, month - year * 12 + 1, 1)
        case .yearly: return CivilDate.days(date.year + count, 1, 1)
        }
    }
}
