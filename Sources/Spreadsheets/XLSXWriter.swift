import Synchronization

/// A workbook of Excel. Its bytes come when all rows are there, because the archive that it is begins with what follows from
/// them.
final class XLSXWriter: TableWriter {
    private struct State: ~Copyable {
        var book: Workbook
        var isClosed = false
    }

    private let state: Mutex<State>

    private init(_ book: consuming sending Workbook) {
        self.state = Mutex(State(book: book))
    }

    /// How many bytes are read at once.
    private static let piece = 256 * 1024

    static func make(title: String, header: [String]) async throws -> XLSXWriter {
        try await FileCalls.make { () throws(SpreadsheetError) in
            XLSXWriter(try Workbook.make(title: title, header: header))
        }
    }

    func write(_ rows: [[Cell]]) async throws -> [UInt8] {
        try await FileCalls.make { () throws(SpreadsheetError) in
            try self.state.withLock { (state) throws(SpreadsheetError) in try state.book.write(rows) }
        }
        return []
    }

    func rest() async throws -> [UInt8]? {
        try await FileCalls.make { () throws(SpreadsheetError) in
            try self.state.withLock { (state) throws(SpreadsheetError) in
                if !state.isClosed {
                    state.isClosed = true
                    try state.book.close()
                }
                return try state.book.read(atMost: Self.piece)
            }
        }
    }
}
