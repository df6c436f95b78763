import FoundationEssentials
import Schemas
import Testing

@Suite("Dates in JSON")
struct JSONDateTests {
    @Test("round trip over ten thousand years, to the millisecond")
    func roundTrip() throws {
        var seconds = -62_167_219_200.0
        while seconds < 253_402_300_800 {
            let date = Date(timeIntervalSince1970: seconds + 0.789)
            let again = try Date(json: date.json())
            #expect(abs(again.timeIntervalSince(date)) < 0.001, "\(seconds)")
            // A prime number of seconds, somewhat more than eleven days.
            seconds += 1_000_003 * 997
        }
    }

    @Test(
        "texts and moments",
        arguments: [
            ("1970-01-01T00:00:00.000Z", 0), ("1969-12-31T23:59:59.999Z", -0.001),
            ("2024-10-21T10:30:00.000Z", 1_729_506_600),
            ("2000-02-29T12:00:00.000Z", 951_825_600), ("2024-02-29T23:59:59.500Z", 1_709_251_199.5),
            ("1900-03-01T00:00:00.000Z", -2_203_891_200), ("0000-01-01T00:00:00.000Z", -62_167_219_200),
            ("9999-12-31T23:59:59.000Z", 253_402_300_799),
        ])
    func known(_ text: String, _ seconds: Double) throws {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(date.jsonText == "\"\(text)\"")
        #expect(abs(try Date(reading: "\"\(text)\"").timeIntervalSince1970 - seconds) < 0.000_01)
    }

    @Test(
        "other ways to write a moment",
        arguments: [
            "2024-10-21T10:30:00Z", "2024-10-21T10:30:00", "2024-10-21t10:30:00z", "2024-10-21 10:30:00Z",
            "2024-10-21T12:30:00+02:00", "2024-10-21T05:00:00-05:30", "2024-10-21T10:30:00.0Z",
            "2024-10-21T10:30:00.000000000000Z",
            "2024-10-22T10:29:00+23:59", "2024-10-21T10:30:00+00:00", "2024-10-21T10:30:00-00:00",
        ])
    func equivalent(_ text: String) throws {
        #expect(try Date(reading: "\"\(text)\"").timeIntervalSince1970 == 1_729_506_600)
    }

    @Test("fractions of any length")
    func fractions() throws {
        for (text, fraction) in [
            ("5", 0.5), ("123", 0.123), ("123456", 0.123456), ("999999999", 0.999999999),
            ("1239999999999999999999", 0.123999999),
        ] {
            let date = try Date(reading: "\"1970-01-01T00:00:00.\(text)Z\"")
            #expect(abs(date.timeIntervalSince1970 - fraction) < 0.000_001)
        }
    }

    @Test(
        "what is no moment",
        arguments: [
            "", "2024", "2024-10-21", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z",
            "2024-01-32T00:00:00Z",
            "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-04-31T00:00:00Z", "2024-10-21T24:00:00Z",
            "2024-10-21T10:60:00Z",
            "2024-10-21T10:30:60Z", "2024-10-21T10:30Z", "2024-10-21T10:30:00.Z", "2024-10-21T10:30:00+0200",
            "2024-10-21T10:30:00+24:00",
            "2024-10-21T10:30:00+02:60", "2024-10-21T10:30:00ZZ", "2024-10-21T10:30:00 ", " 2024-10-21T10:30:00Z",
            "24-10-21T10:30:00Z",
            "2024-1-21T10:30:00Z", "+2024-10-21T10:30:00Z", "2024-10-21X10:30:00Z", "0000-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00", "２０２４-10-21T10:30:00Z",
        ])
    func refused(_ text: String) {
        #expect(problems(Date.self, "\"\(text)\"") == [" datetime_parsing"])
    }

    @Test("moments that the format cannot write become the nearest that it can")
    func outside() {
        #expect(Date(timeIntervalSince1970: 1e15).jsonText == "\"9999-12-31T23:59:59.999Z\"")
        #expect(Date(timeIntervalSince1970: 253_402_300_799.9999).jsonText == "\"9999-12-31T23:59:59.999Z\"")
        #expect(Date(timeIntervalSince1970: -1e15).jsonText == "\"0000-01-01T00:00:00.000Z\"")
        #expect(problems(Date.self, "1729506600") == [" datetime_type"])
    }
}
