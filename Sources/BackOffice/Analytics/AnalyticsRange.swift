package import FoundationEssentials
package import MongoJobs
package import Schemas
import ShopCore

/// Which time figures are of, as a client asks for it.
package struct RangeRequest: Sendable {
    /// A moment, or a day, which means its beginning; nil for 30 days before the end.
    package var from: String?
    /// The end, which does not belong to it; nil for that of the present period.
    package var to: String?
    /// An IANA name; nil for the shop's.
    package var timeZone: String?
    package var period: AnalyticsPeriod

    package init(from: String?, to: String?, timeZone: String?, period: AnalyticsPeriod = .daily) {
        self.from = from
        self.to = to
        self.timeZone = timeZone
        self.period = period
    }
}

/// Periods that follow each other, in a time zone.
struct AnalyticsRange: Sendable {
    private let zone: CivilTimeZone
    private let period: AnalyticsPeriod
    /// The first day.
    private let first: Int
    let count: Int

    static let mostPoints = 400
    /// How long a time is at most whose days are not the shop's.
    static let mostForeignDays = 366
    private static let usualDays = 30

    /// - Throws: `ValidationError` that names the parameter: no moment, no time zone, not the beginning of a period, nothing
    ///   between, too many periods, or, of another time zone than the shop's, too long a time.
    init(_ request: RangeRequest, shop: CivilTimeZone, now: Date, most: Int = Self.mostPoints) throws {
        let zone = try Self.zone(named: request.timeZone, or: shop)
        let period = request.period
        func start(of text: String?, _ field: String) throws -> Int? {
            try text.map { try Self.start($0, field, of: period, in: zone) }
        }
        let today = zone.localDay(of: Int(now.timeIntervalSince1970.rounded(.down)))
        let end = try start(of: request.to, "to") ?? period.start(1, behind: period.start(of: today))
        let first = try start(of: request.from, "from") ?? period.start(of: end - Self.usualDays)
        // What the client has not given is not at fault.
        let limit = request.to == nil && request.from != nil ? "from" : "to"
        guard first < end else {
            throw ValidationError.inQuery(limit, "empty_range", "Nothing lies between from and to")
        }
        guard zone == shop || end - first <= Self.mostForeignDays else {
            throw ValidationError.inQuery(
                limit, "range_too_long",
                "In another time zone than the shop's there should be at most \(Self.mostForeignDays) days in between")
        }
        var (count, next) = (0, first)
        while next < end, count <= most {
            count += 1
            next = period.start(count, behind: first)
        }
        guard count <= most else {
            throw ValidationError.inQuery(
                limit, "too_many_points", "There should be at most \(most) periods in between")
        }
        self.init(zone: zone, period: period, first: first, count: count)
    }

    /// The day of a moment, or what it is part of.
    init(_ period: AnalyticsPeriod, of moment: Date, in zone: CivilTimeZone) {
        let day = zone.localDay(of: Int(moment.timeIntervalSince1970.rounded(.down)))
        self.init(zone: zone, period: period, first: period.start(of: day), count: 1)
    }

    private init(zone: CivilTimeZone, period: AnalyticsPeriod, first: Int, count: Int) {
        self.zone = zone
        self.period = period
        self.first = first
        self.count = count
    }

    /// As many periods that end where these begin.
    var previous: AnalyticsRange {
        AnalyticsRange(
            zone: self.zone, period: self.period, first: self.period.start(-self.count, behind: self.first),
            count: self.count)
    }

    /// When each of them begins, and when the last ends, in seconds since 1970.
    var moments: [Int] { (0...self.count).map(self.moment) }

    /// The quarters of an hour from the first moment to the last.
    var quarters: Range<Int> {
        QuarterHour(from: self.moment(0)).number..<QuarterHour(from: self.moment(self.count)).number
    }

    private func moment(_ index: Int) -> Int {
        self.zone.start(ofDay: self.period.start(index, behind: self.first))
    }

    /// - Throws: `ValidationError`.
    private static func zone(named name: String?, or shop: CivilTimeZone) throws -> CivilTimeZone {
        guard let name else { return shop }
        guard let zone = try? CivilTimeZone(name), zone.hasQuarterHours else {
            throw ValidationError.inQuery(
                "timezone", "timezone", "Input should be the IANA name of a time zone, such as Europe/Berlin")
        }
        return zone
    }

    /// The day with which a period begins.
    ///
    /// - Throws: `ValidationError` where none does.
    private static func start(
        _ text: String, _ field: String, of period: AnalyticsPeriod, in zone: CivilTimeZone
    ) throws -> Int {
        let isDay = text.utf8.count == 10
        guard let moment = Date(rfc3339: isDay ? text + "T00:00:00Z" : text) else {
            throw ValidationError.inQuery(
                field, "datetime_parsing", "Input should be a moment in RFC 3339, or a day such as 2026-03-29")
        }
        let seconds = moment.timeIntervalSince1970
        let second = Int(seconds.rounded(.down))
        let day = isDay ? second.flooredQuotient(by: 86_400) : zone.localDay(of: second)
        let begins = isDay || zone.start(ofDay: day) == second && Double(second) == seconds
        guard begins, period.start(of: day) == day, earliest...latest ~= day else {
            throw ValidationError.inQuery(
                field, "not_aligned",
                "Input should be the beginning of \(period.sentenceName) in \(zone.name), from 1970 to 9000")
        }
        return day
    }

    private static let earliest = 0
    private static let latest = CivilDate.days(9000, 1, 1)
}

extension AnalyticsPeriod {
    fileprivate var sentenceName: String {
        switch self {
        case .daily: "a day"
        case .weekly: "a week, a Monday,"
        case .monthly: "a month"
        case .yearly: "a year"
        }
    }
}

extension CivilTimeZone {
    /// Whether its days begin with a quarter of an hour of UTC. All do that people live by.
    package var hasQuarterHours: Bool {
        let now = Int(Date.now.timeIntervalSince1970)
        return self.start(ofDay: self.localDay(of: now)) % QuarterHour.seconds == 0
    }
}
