package import FoundationEssentials

/// A moment of the proleptic Gregorian calendar in UTC.
///
/// Conversion to days and back stands in ``CivilDate``.
struct CalendarMoment {
    var year: Int
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0
    var millisecond = 0

    /// The years 0 to 9999, in seconds since 1970.
    private static let earliest = -62_167_219_200.0
    private static let end = 253_402_300_800.0

    /// - Returns: nil outside of the years 0 to 9999, which RFC 3339 can't write.
    init?(_ date: Date) {
        let seconds = date.timeIntervalSince1970
        guard seconds >= Self.earliest, seconds < Self.end else { return nil }
        let milliseconds = Int((seconds * 1000).rounded())
        let days = milliseconds.flooredQuotient(by: 86_400_000)
        let rest = milliseconds - days * 86_400_000
        let date = CivilDate(daysSince1970: days)
        self.year = date.year
        self.month = date.month
        self.day = date.day
        self.hour = rest / 3_600_000
        self.minute = rest / 60_000 % 60
        self.second = rest / 1000 % 60
        self.millisecond = rest % 1000
        guard (0...9999).contains(self.year) else { return nil }
    }

    /// Reads RFC 3339: `2024-10-21T10:30:00`, with an optional fraction and an optional offset; without
    /// an offset the moment is in UTC.
    static func date(parsing text: UnsafeRawBufferPointer) -> Date? {
        var scanner = Scanner(bytes: text)
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.digits(2), scanner.skip(":"), let minute = scanner.digits(2), scanner.skip(":"),
            let second = scanner.digits(2)
        else { return nil }
        guard (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
            second < 60
        else { return nil }
        var fraction = 0.0
        if scanner.skip(".") {
            guard let value = scanner.fraction() else { return nil }
            fraction = value
        }
        var offset = 0
        if !scanner.skip("Z") && !scanner.skip("z") && !scanner.isAtEnd {
            let sign = scanner.skip("-") ? -1 : scanner.skip("+") ? 1 : 0
            guard sign != 0, let hours = scanner.digits(2), scanner.skip(":"), let minutes = scanner.digits(2),
                hours < 24, minutes < 60
            else { return nil }
            offset = sign * (hours * 3600 + minutes * 60)
        }
        guard scanner.isAtEnd else { return nil }
        let days = CivilDate.days(year, month, day)
        let seconds = Double(days * 86_400 + hour * 3600 + minute * 60 + second - offset) + fraction
        // An offset can lead out of the years that can be written again.
        guard seconds >= Self.earliest, seconds < Self.end else { return nil }
        return Date(timeIntervalSince1970: seconds)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private struct Scanner {
        let bytes: UnsafeRawBufferPointer
        var position = 0
        var isAtEnd: Bool { self.position == self.bytes.count }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard !self.isAtEnd, self.bytes[self.position] == UInt8(ascii: character) else { return false }
            self.position += 1
            return true
        }

        mutating func digit() -> Int? {
            guard !self.isAtEnd, (0x30...0x39).contains(self.bytes[self.position]) else { return nil }
            self.position += 1
            return Int(self.bytes[self.position - 1] - 0x30)
        }

        mutating func digits(_ count: Int) -> Int? {
            var value = 0
            for _ in 0..<count {
                guard let digit = self.digit() else { return nil }
                value = value * 10 + digit
            }
            return value
        }

        /// Digits behind the point; those beyond nanoseconds are read and dropped.
        mutating func fraction() -> Double? {
            guard var value = self.digit() else { return nil }
            var unit = 10
            while let digit = self.digit() {
                guard unit < 1_000_000_000 else { continue }
                value = value * 10 + digit
                unit *= 10
            }
            return Double(value) / Double(unit)
        }
    }
}

extension Date {
    /// Reads RFC 3339; without an offset the moment is in UTC. Nil for anything else.
    package init?(rfc3339 text: String) {
        var text = text
        guard let date = text.withUTF8({ CalendarMoment.date(parsing: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = date
    }
}
