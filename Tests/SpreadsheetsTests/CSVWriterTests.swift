import FoundationEssentials
import Schemas
import Spreadsheets
import Testing

/// Tables as comma-separated values.
@Suite(.timeLimit(.minutes(30)))
struct CSVWriterTests {
    private func file(_ rows: [[Cell]], hasMark: Bool = false) async throws -> String {
        let writer = try await TableFormat.csv(hasMark: hasMark).writer(title: "Table", header: ["a", "b"])
        var bytes: [UInt8] = []
        for row in rows { bytes += try await writer.write([row]) }
        while let rest = try await writer.rest() { bytes += rest }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func everyKindOfCellHasItsForm() async throws {
        let moment = Date(timeIntervalSince1970: 1_796_000_461)
        let text = try await self.file([
            [.text("x, \"y\"\r\nz"), .integer(-5)], [.decimal(ExactDecimal(coefficient: -1990, exponent: -2)), .empty],
            [.moment(moment), .flag(true)],
        ])
        #expect(text == "a,b\r\n\"x, \"\"y\"\"\r\nz\",-5\r\n-19.90,\r\n2026-11-30T01:01:01Z,true\r\n")
    }

    @Test func aTableWithoutRowsHasItsHead() async throws {
        #expect(try await self.file([]) == "a,b\r\n")
        #expect(try await self.file([], hasMark: true) == "\u{FEFF}a,b\r\n")
    }

    @Test func noTextIsAFormulaAndEveryNumberIsANumber() async throws {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            let line = try await self.file([[.text(text), .integer(-1)]]).split(separator: "\r\n", maxSplits: 1)[1]
            #expect(line.contains("'\(text)"))
            #expect(line.hasSuffix(",-1\r\n"))
            #expect(FormulaText.unguarded("'" + text) == text)
        }
        #expect(FormulaText.unguarded("'tis") == "'tis" && FormulaText.unguarded("") == "")
    }
}
