import Foundation
import Testing

@testable import MongoJobs

@Suite struct CronScheduleTests {
    private static func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    private static func ticks(
        _ expression: String, _ zone: String = "UTC", after start: String, count: Int
    ) throws -> [Date] {
        let schedule = try CronSchedule(expression, timeZone: zone)
        var ticks: [Date] = []
        var date = try self.date(start)
        while ticks.count < count, let next = schedule.next(after: date) {
            ticks.append(next)
            date = next
        }
        return ticks
    }

    @Test(arguments: [
        ("* * * * *", "2026-01-01T00:00:30Z", ["2026-01-01T00:01:00Z", "2026-01-01T00:02:00Z"]),
        (
            "*/20 3 * * *", "2026-01-01T03:10:00Z",
            ["2026-01-01T03:20:00Z", "2026-01-01T03:40:00Z", "2026-01-02T03:00:00Z"]
        ),
        (
            "5/25 0 * * *", "2026-01-01T00:00:00Z",
            ["2026-01-01T00:05:00Z", "2026-01-01T00:30:00Z", "2026-01-01T00:55:00Z"]
        ),
        (
            "0 9-17/4,20 * * *", "2026-01-01T09:00:00Z",
            ["2026-01-01T13:00:00Z", "2026-01-01T17:00:00Z", "2026-01-01T20:00:00Z"]
        ),
        ("0 0 31 * *", "2026-01-31T00:00:00Z", ["2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z"]),
        ("0 0 29 2 *", "2026-01-01T00:00:00Z", ["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]),
        ("0 12 * jan,JUL mon-fri", "2026-01-30T12:00:00Z", ["2026-07-01T12:00:00Z"]),
        ("0 0 * * 7", "2026-01-01T00:00:00Z", ["2026-01-04T00:00:00Z", "2026-01-11T00:00:00Z"]),
        // Both days restricted: either suffices.
        (
            "0 0 13 * 5", "2026-02-01T00:00:00Z",
            ["2026-02-06T00:00:00Z", "2026-02-13T00:00:00Z", "2026-02-20T00:00:00Z"]
        ),
        ("@hourly", "2026-01-01T23:00:00Z", ["2026-01-02T00:00:00Z"]),
        ("@weekly", "2026-01-01T00:00:00Z", ["2026-01-04T00:00:00Z"]),
        ("@yearly", "2026-01-01T00:00:00Z", ["2027-01-01T00:00:00Z"]),
    ])
    func ticksInUTC(expression: String, start: String, expected: [String]) throws {
        #expect(
            try Self.ticks(expression, after: start, count: expected.count) == expected.map { try Self.date($0) })
    }

    /// Berlin: on 29 March 2026 the clocks went from 2:00 to 3:00, on 25 October from 3:00 back to 2:00.
    @Test(arguments: [
        // Skipped: when the clocks are put forward.
        ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]),
        // Twice: the first time.
        ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]),
        // Several skipped times have one tick.
        ("0,30 2 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", ["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"]),
        // By interval: what passes counts.
        ("30 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", ["2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"]),
        (
            "30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z",
            ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"]
        ),
        // Half an hour: Lord Howe, from 2:00 to 2:30 on 4 October 2026.
        ("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", ["2026-10-03T15:30:00Z"]),
        // At midnight: Beirut, from 0:00 to 1:00 on 29 March 2026.
        ("0 0 * * *", "Asia/Beirut", "2026-03-28T12:00:00Z", ["2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z"]),
        ("0 4 * * *", "Asia/Kathmandu", "2026-01-01T00:00:00Z", ["2026-01-01T22:15:00Z"]),
        // Kiritimati is 14 hours ahead.
        ("0 0 1 * *", "Pacific/Kiritimati", "2026-01-15T00:00:00Z", ["2026-01-31T10:00:00Z"]),
    ])
    func ticksWhereClocksAreChanged(
        expression: String, zone: String, start: String, expected: [String]
    ) throws {
        #expect(
            try Self.ticks(expression, zone, after: start, count: expected.count)
                == expected.map { try Self.date($0) })
    }

    /// Whatever way one comes: the latest tick before the next one is the one before.
    @Test(arguments: [
        ("30 2 * * *", "Europe/Berlin"), ("*/15 * * * *", "Europe/Berlin"), ("0 0 13 * 5", "America/New_York"),
        ("15 2 * * *", "Australia/Lord_Howe"), ("0 0 29 2 *", "UTC"), ("30 23 * * *", "America/Santiago"),
    ])
    func theLatestTickIsTheOneBeforeTheNext(expression: String, zone: String) throws {
        let schedule = try CronSchedule(expression, timeZone: zone)
        let ticks = try Self.ticks(expression, zone, after: "2026-03-01T00:00:00Z", count: 300)
        #expect(ticks == ticks.sorted() && Set(ticks).count == 300)
        for (tick, next) in zip(ticks, ticks.dropFirst()) {
            #expect(schedule.latest(notAfter: tick) == tick)
            #expect(schedule.latest(notAfter: next - 1) == tick)
        }
    }

    @Test(arguments: [
        "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *",
        "5-1 * * * *", "1,,2 * * * *", "+1 * * * *", "-1 * * * *", "a * * * *", "@often", "0 0 30 2 *", "0 0 31 4,6 *",
        "1-2-3 * * * *", "*/ * * * *", "99999999999999999999 * * * *", "*/99999999999999999999 * * * *", "** * * * *",
    ])
    func refuses(expression: String) {
        #expect(throws: CronError.self) { try CronSchedule(expression) }
    }

    @Test(arguments: ["", "Europe/Atlantis", "../../etc/passwd"])
    func refusesAnUnknownTimeZone(zone: String) {
        #expect(throws: CronError.self) { try CronSchedule("@daily", timeZone: zone) }
    }
}
