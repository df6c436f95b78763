/// The forms in which a table can be written.
public enum TableFormat: Hashable, Sendable {
    /// Comma-separated values (RFC 4180), in UTF-8.
    ///
    /// - hasMark: whether it begins with a byte order mark, by which spreadsheets know that it is UTF-8.
    case csv(hasMark: Bool)
    /// A workbook of Excel.
    case xlsx

    public var mediaType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
    }

    /// What names of files end with.
    public var fileExtension: String {
        switch self {
        case .csv: "csv"
        case .xlsx: "xlsx"
        }
    }

    /// What writes a table in this form.
    ///
    /// - Parameters:
    ///   - title: what the sheet is called, 1 to 20 letters, digits and spaces.
    ///   - header: the names of the columns, the first row.
    /// - Throws: ``SpreadsheetError``; `CancellationError`.
    public func writer(title: String, header: [String]) async throws -> any TableWriter {
        switch self {
        case .csv(let hasMark): CSVWriter(header: header, hasMark: hasMark)
        case .xlsx: try await XLSXWriter.make(title: title, header: header)
        }
    }
}
