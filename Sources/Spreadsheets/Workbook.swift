import CXlsxWriter
import FoundationEssentials
import Glibc
import Schemas

/// A workbook on its way to the disk: rows go to a temporary file as they come, and into the workbook when it is closed.
///
/// It owns the library's workbook, the folder, and the descriptor of the finished file.
struct Workbook: ~Copyable {
    private let folder: PrivateFolder
    private let title: String
    private let header: [Cell]
    /// Nil once it is closed.
    private var book: UnsafeMutablePointer<lxw_workbook>?
    private var sheet: UnsafeMutablePointer<lxw_worksheet>?
    private var sheets = 0
    /// The next row of the sheet.
    private var row: lxw_row_t = 0
    private var formats: [String: UnsafeMutablePointer<lxw_format>] = [:]
    /// The finished file, -1 before.
    private var descriptor: Int32 = -1

    /// How many rows a sheet of Excel has. What is more goes on another sheet.
    static let rowsOfSheet: lxw_row_t = 1_048_576
    static let mostSheets = 100

    private init(
        _ book: UnsafeMutablePointer<lxw_workbook>, in folder: consuming PrivateFolder, title: String, header: [String]
    ) {
        self.folder = folder
        self.title = title
        self.header = header.map { .text($0) }
        self.book = book
    }

    static func make(title: String, header: [String]) throws(SpreadsheetError) -> Workbook {
        let folder = try PrivateFolder()
        let path = folder.path
        let book = folder.file.withCString { file in
            var path = Array(path.utf8CString)
            return path.withUnsafeMutableBufferPointer { path in
                // Both texts are copied.
                var options = lxw_workbook_options(constant_memory: 1, tmpdir: path.baseAddress, use_zip64: 0)
                return workbook_new_opt(file, &options)
            }
        }
        guard let book else { throw SpreadsheetError(.failed, "no memory for a workbook") }
        var workbook = Workbook(book, in: folder, title: title, header: header)
        try workbook.addSheet()
        return workbook
    }

    deinit {
        if let book { bodega_xlsx_abandon(book) }
        if self.descriptor >= 0 { Glibc.close(self.descriptor) }
    }

    mutating func write(_ rows: [[Cell]]) throws(SpreadsheetError) {
        for row in rows {
            if self.row == Self.rowsOfSheet { try self.addSheet() }
            try self.write(row)
        }
        if let sheet, bodega_xlsx_has_failed(sheet) != 0 { throw Self.noRoom }
    }

    /// Makes the file. It takes some seconds for a million rows.
    mutating func close() throws(SpreadsheetError) {
        guard let book, let sheet else { return }
        guard bodega_xlsx_flush(sheet) == 0 else { throw Self.noRoom }
        // It is gone afterwards, whatever comes of it.
        self.book = nil
        self.sheet = nil
        let code = workbook_close(book)
        guard code == LXW_NO_ERROR else { throw Self.error(code) }
        self.descriptor = try self.folder.takeFile()
    }

    /// The next bytes of the file; nil at the end.
    func read(atMost count: Int) throws(SpreadsheetError) -> [UInt8]? {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, size in
            var result = 0
            repeat {
                result = Glibc.read(self.descriptor, buffer.baseAddress, count)
            } while result < 0 && errno == EINTR
            failure = result < 0 ? errno : 0
            size = max(0, result)
        }
        guard failure == 0 else { throw SpreadsheetError(.failed, String(cString: strerror(failure))) }
        return bytes.isEmpty ? nil : bytes
    }

    private mutating func addSheet() throws(SpreadsheetError) {
        guard let book, self.sheets < Self.mostSheets else { throw SpreadsheetError(.tooLarge) }
        if let sheet, bodega_xlsx_flush(sheet) != 0 { throw Self.noRoom }
        self.sheets += 1
        let name = self.sheets == 1 ? self.title : "\(self.title) \(self.sheets)"
        guard let sheet = workbook_add_worksheet(book, name) else { throw SpreadsheetError(.failed, "no sheet") }
        self.sheet = sheet
        self.row = 0
        try self.write(self.header)
    }

    private mutating func write(_ row: [Cell]) throws(SpreadsheetError) {
        guard let sheet else { throw SpreadsheetError(.failed, "the workbook is closed") }
        for (column, cell) in row.enumerated() {
            let code = try self.write(cell, on: sheet, lxw_col_t(column))
            guard code == LXW_NO_ERROR else { throw Self.error(code) }
        }
        self.row += 1
    }

    private mutating func write(
        _ cell: Cell, on sheet: UnsafeMutablePointer<lxw_worksheet>, _ column: lxw_col_t
    ) throws(SpreadsheetError) -> lxw_error {
        switch cell {
        case .empty: return LXW_NO_ERROR
        case .text(let text): return self.write(text, on: sheet, column)
        case .flag(let flag): return worksheet_write_boolean(sheet, self.row, column, flag ? 1 : 0, nil)
        case .integer(let number):
            // A spreadsheet's numbers have 15 digits.
            guard abs(number) < 1_000_000_000_000_000 else { return self.write(String(number), on: sheet, column) }
            return worksheet_write_number(sheet, self.row, column, Double(number), nil)
        case .decimal(let number):
            guard number.coefficient.magnitude < 1_000_000_000_000_000, let value = Double(number.description) else {
                return self.write(number.description, on: sheet, column)
            }
            let places = min(max(0, -number.exponent), 15)
            let format = try self.format(places == 0 ? "0" : "0." + String(repeating: "0", count: places))
            return worksheet_write_number(sheet, self.row, column, value, format)
        case .moment(let moment):
            // Days since the end of 1899, as Excel counts them from March 1900 on.
            let days = moment.timeIntervalSince1970 / 86_400 + 25_569
            guard 61..<2_958_466 ~= days else {
                return self.write(moment.formatted(.iso8601), on: sheet, column)
            }
            return worksheet_write_number(
                sheet, self.row, column, days, try self.format("yyyy-mm-dd hh:mm:ss"))
        }
    }

    private func write(
        _ text: String, on sheet: UnsafeMutablePointer<lxw_worksheet>, _ column: lxw_col_t
    ) -> lxw_error {
        worksheet_write_string(sheet, self.row, column, CellText.make(text), nil)
    }

    private mutating func format(_ code: String) throws(SpreadsheetError) -> UnsafeMutablePointer<lxw_format> {
        if let format = self.formats[code] { return format }
        guard let book, let format = workbook_add_format(book) else { throw SpreadsheetError(.failed, "no format") }
        format_set_num_format(format, code)
        self.formats[code] = format
        return format
    }

    private static let noRoom = SpreadsheetError(.noRoom, "the temporary file can't be written")

    private static func error(_ code: lxw_error) -> SpreadsheetError {
        let detail = lxw_strerror(code).map { String(cString: $0) } ?? ""
        switch code {
        case LXW_ERROR_CREATING_XLSX_FILE, LXW_ERROR_CREATING_TMPFILE, LXW_ERROR_ZIP_FILE_OPERATION:
            return SpreadsheetError(.noRoom, detail)
        case LXW_ERROR_ZIP_FILE_ADD, LXW_ERROR_ZIP_CLOSE: return SpreadsheetError(.tooLarge, detail)
        default: return SpreadsheetError(.failed, detail)
        }
    }
}
