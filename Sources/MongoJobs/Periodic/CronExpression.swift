import Schemas

/// The five fields of a cron expression.
struct CronExpression: Hashable, Sendable {
    /// As it was written, with single spaces.
    let text: String
    private let minutes: CronField
    private let hours: CronField
    private let daysOfMonth: CronField
    private let months: CronField
    private let daysOfWeek: CronField

    private static let names = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]

    init(_ text: String) throws(CronError) {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace)
        self.text = words.joined(separator: " ")
        guard self.text.utf8.count <= 1000 else { throw CronError(description: "A cron expression is shorter") }
        let fields = (Self.names[self.text] ?? self.text).split(separator: " ")
        guard fields.count == 5 else {
            throw CronError(
                description: "A cron expression has five fields (minute, hour, day of the month, month, day of the "
                    + "week) or is one of \(Self.names.keys.sorted().joined(separator: ", ")): '\(text)'")
        }
        self.minutes = try CronField(fields[0], "minute", 0...59)
        self.hours = try CronField(fields[1], "hour", 0...23)
        self.daysOfMonth = try CronField(fields[2], "day of the month", 1...31)
        self.months = try CronField(
            fields[3], "month", 1...12,
            names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
        self.daysOfWeek = try CronField(
            fields[4], "day of the week", 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])
        guard self.canHappen else { throw CronError(description: "No month has such a day: '\(text)'") }
    }

    /// Whether a day is ever included: the 30th of February is not.
    private var canHappen: Bool {
        if self.daysOfWeek.isRestricted { return true }
        let longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains { month in
            self.months.contains(month) && (1...longest[month - 1]).contains { self.daysOfMonth.contains($0) }
        }
    }

    /// Whether it goes by the time that passes, and not by times of the day.
    var goesByInterval: Bool { self.hours.beginsWithStar }

    /// The times of a day, in seconds since midnight.
    var times: [Int] {
        (0..<24).filter(self.hours.contains).flatMap { hour in
            (0..<60).filter(self.minutes.contains).map { hour * 3600 + $0 * 60 }
        }
    }

    func includes(_ date: CivilDate) -> Bool {
        guard self.months.contains(date.month) else { return false }
        let isDate = self.daysOfMonth.contains(date.day)
        let isDayOfWeek =
            self.daysOfWeek.contains(date.dayOfWeek) || (date.dayOfWeek == 0 && self.daysOfWeek.contains(7))
        return self.daysOfMonth.isRestricted && self.daysOfWeek.isRestricted
            ? isDate || isDayOfWeek : isDate && isDayOfWeek
    }
}
