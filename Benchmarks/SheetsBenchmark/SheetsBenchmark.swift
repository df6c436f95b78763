import ArgumentParser
import Foundation
import Schemas
import Spreadsheets

/// A table as exports write it: rows come some at a time, and bytes leave as they are made.
@main
struct SheetsBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Prints the seconds that tables take, the MiB that each has, and the MiB that the process had resident.")

    enum Form: String, ExpressibleByArgument {
        case csv, xlsx
    }

    @Argument(help: "csv or xlsx.") var form: Form
    @Option(help: "How many rows.") var rows = 1_000_000
    @Option(help: "How many tables at once.") var tables = 1

    func run() async throws {
        let start = ContinuousClock.now
        let sizes = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<self.tables { group.addTask { try await self.write() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }.map { $0.split(separator: " ")[1] }
        print(seconds, (sizes.max() ?? 0) / 1_048_576, (peak.flatMap { Int($0) } ?? 0) / 1_024)
    }

    /// - Returns: how many bytes the table has.
    private func write() async throws -> Int {
        let format: TableFormat = self.form == .csv ? .csv(hasMark: false) : .xlsx
        let writer = try await format.writer(title: "Table", header: (1...15).map { "column \($0)" })
        var (size, row) = (0, 0)
        while row < self.rows {
            let page = (row..<min(self.rows, row + 250)).map { Self.row($0) }
            size += try await writer.write(page).count
            row += page.count
        }
        while let bytes = try await writer.rest() { size += bytes.count }
        return size
    }

    private static func row(_ number: Int) -> [Cell] {
        let moment = Date(timeIntervalSince1970: 1_700_000_000 + Double(number))
        let amount = Cell.decimal(ExactDecimal(coefficient: Int64(number % 1_000_000), exponent: -2))
        return [
            .text("B-\(1_000_000_000 + number)"), .text("507f1f77bcf86cd7\(10_000_000 + number)"), .moment(moment),
            .text("confirmed"), .text("paid"), .text("card"), .integer(number % 7), amount, amount, amount, amount,
            .text("usd"), .text("Ann Example \(number)"), .text("Springfield"), .empty,
        ]
    }
}
