/// Writes a table of any length, of which memory holds a few rows.
///
/// ```swift
/// let writer = try await TableFormat.xlsx.writer(title: "Orders", header: ["number", "total"])
/// for try await orders in pages { try await send(writer.write(orders.map(\.row))) }
/// while let bytes = try await writer.rest() { try await send(bytes) }
/// ```
/// One task at a time uses it. What it has opened is closed and removed with it, whether the table was finished or not.
public protocol TableWriter: Sendable {
    /// Adds rows.
    ///
    /// - Returns: the bytes of the file that follow now; there may be none yet.
    /// - Throws: ``SpreadsheetError``; `CancellationError`.
    func write(_ rows: [[Cell]]) async throws -> [UInt8]

    /// The bytes that follow the last row, a piece at a time; nil at the end. No row can be added any more.
    ///
    /// - Throws: ``SpreadsheetError``; `CancellationError`.
    func rest() async throws -> [UInt8]?
}
