import Foundation
import Schemas
import Spreadsheets
import TestSupport
import Testing

/// Workbooks, opened by a program that others wrote, openpyxl.
@Suite(.timeLimit(.minutes(30)), .serialized)
struct XLSXWriterTests {
    private func write(_ rows: [[Cell]], header: [String] = ["a", "b"]) async throws -> [UInt8] {
        let writer = try await TableFormat.xlsx.writer(title: "Table", header: header)
        var bytes = try await writer.write(rows)
        while let rest = try await writer.rest() { bytes += rest }
        return bytes
    }

    private typealias Cells = OpenedWorkbook.Cell

    private func sheet(_ rows: [[Cell]]) async throws -> [[Cells]] {
        try #require(try OpenedWorkbook(try await self.write(rows)).sheets["Table"])
    }

    @Test func numbersAndDatesAreSuch() async throws {
        let rows: [[Cell]] = [
            [.integer(-5), .decimal(ExactDecimal(coefficient: 1990, exponent: -2))],
            [.moment(Date(timeIntervalSince1970: 1_796_000_461)), .flag(true)],
            [.text("Größe\n漢字 & <b>"), .empty],
            [.integer(.max), .decimal(ExactDecimal(coefficient: .max, exponent: -2))],
            [.moment(Date(timeIntervalSince1970: -9e9)), .text(String(repeating: "x", count: 40_000))],
        ]
        let sheet = try await self.sheet(rows)
        #expect(sheet[0] == [.text("a"), .text("b")])
        #expect(sheet[1][0] == Cells(type: "n", value: "-5"))
        #expect(sheet[1][1] == Cells(type: "n", value: "19.9", format: "0.00"))
        #expect(sheet[2][0] == Cells(type: "d", value: "2026-11-30 01:01:01", format: "yyyy-mm-dd hh:mm:ss"))
        #expect(sheet[2][1] == Cells(type: "b", value: "True"))
        #expect(sheet[3] == [.text("Größe\n漢字 & <b>"), Cells(type: "n", value: nil)])
        #expect(sheet[4] == [.text("9223372036854775807"), .text("92233720368547758.07")])
        #expect(sheet[5][0] == .text("1684-10-19T08:00:00Z"))
        #expect(sheet[5][1].value?.count ?? 0 < 32_768)
    }

    @Test func noTextIsAFormula() async throws {
        let texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0", "{=1}", "http://x.example", "12"]
        let sheet = try await self.sheet(texts.map { [.text($0)] })
        #expect(sheet.dropFirst().map { $0[0] } == texts.map { .text($0) })
    }

    @Test func whatNoXMLCanSayIsReplaced() async throws {
        let sheet = try await self.sheet([[.text("a\u{0}b\u{FFFE}c\u{1}d")]])
        #expect(sheet[1][0].value?.hasPrefix("a\u{FFFD}b\u{FFFD}c") == true)
    }

    /// What writers have opened in this process, and left in the folder for temporary files.
    private func remains() throws -> (files: Int, folders: Int) {
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        let names = try FileManager.default.contentsOfDirectory(atPath: FileManager.default.temporaryDirectory.path)
        return (
            files, names.filter { $0.hasPrefix("bodega-table-\(ProcessInfo.processInfo.processIdentifier)-") }.count
        )
    }

    @Test func nothingIsLeftOfAWriterHoweverItEnds() async throws {
        _ = try await self.write([[.integer(1)]])
        let before = try self.remains()
        for _ in 0..<20 {
            _ = try await self.write([[.integer(1)]])
            // Begun and given up; closed and not read.
            let begun = try await TableFormat.xlsx.writer(title: "Table", header: ["a"])
            _ = try await begun.write([[.integer(1)]])
            let unread = try await TableFormat.xlsx.writer(title: "Table", header: ["a"])
            _ = try await unread.rest()
        }
        // A thread may hold the last one for a moment; other tests of the process open files of their own.
        try await eventually {
            let after = try self.remains()
            return after.folders <= before.folders && after.files < before.files + 10
        }
    }

    @Test func aTaskThatIsCancelledWaitsNoLonger() async throws {
        let writer = try await TableFormat.xlsx.writer(title: "Table", header: ["a"])
        let task = Task { while true { _ = try await writer.write([[.text("x")]]) } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
