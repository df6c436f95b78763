import FoundationEssentials
import Schemas
import Synchronization

/// Comma-separated values: lines end with CR LF, what has a comma, a quotation mark or the end of a line is quoted (RFC 4180).
final class CSVWriter: TableWriter {
    /// What precedes the first rows; empty once it is written.
    private let head: Mutex<[UInt8]>

    init(header: [String], hasMark: Bool) {
        var bytes: [UInt8] = hasMark ? [0xEF, 0xBB, 0xBF] : []
        Self.append([header.map { .text($0) }], to: &bytes)
        self.head = Mutex(bytes)
    }

    func write(_ rows: [[Cell]]) async throws -> [UInt8] {
        var bytes = self.takeHead()
        Self.append(rows, to: &bytes)
        return bytes
    }

    func rest() async throws -> [UInt8]? {
        let head = self.takeHead()
        return head.isEmpty ? nil : head
    }

    private func takeHead() -> [UInt8] {
        self.head.withLock { head in
            defer { head = [] }
            return head
        }
    }

    private static func append(_ rows: [[Cell]], to bytes: inout [UInt8]) {
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column > 0 { bytes.append(UInt8(ascii: ",")) }
                self.append(cell, to: &bytes)
            }
            bytes += "\r\n".utf8
        }
    }

    private static func append(_ cell: Cell, to bytes: inout [UInt8]) {
        switch cell {
        case .empty: break
        case .text(let text): self.append(FormulaText.guarded(text), to: &bytes)
        case .integer(let number): bytes += String(number).utf8
        case .decimal(let number): bytes += number.description.utf8
        case .moment(let moment): bytes += moment.formatted(.iso8601).utf8
        case .flag(let flag): bytes += (flag ? "true" : "false").utf8
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        guard text.utf8.contains(where: { self.special.contains($0) }) else {
            bytes += text.utf8
            return
        }
        bytes.append(quote)
        for byte in text.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }

    private static let special = Set(",\"\r\n".utf8)
}
