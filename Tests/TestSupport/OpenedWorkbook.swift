public import Foundation

/// A workbook, opened by a program that others wrote, openpyxl.
public struct OpenedWorkbook {
    /// What it says of a cell.
    public struct Cell: Decodable, Hashable {
        /// `s` for a text, `n` for a number or nothing, `d` for a moment, `b` for a truth, `f` for a formula.
        public var type: String
        public var value: String?
        public var format: String

        public init(type: String, value: String?, format: String = "General") {
            self.type = type
            self.value = value
            self.format = format
        }

        public static func text(_ value: String) -> Cell { Cell(type: "s", value: value) }
    }

    public struct Failure: Error {
        let log: String
    }

    /// The rows of each sheet by its name.
    public let sheets: [String: [[Cell]]]

    private static let program =
        "import json, openpyxl, sys; book = openpyxl.load_workbook(sys.argv[1]); "
        + #"cell = lambda c: {"type": c.data_type, "value": None if c.value is None else str(c.value), "#
        + #""format": c.number_format}; "#
        + "print(json.dumps({s.title: [[cell(c) for c in row] for row in s.iter_rows()] for s in book}))"

    public init(_ bytes: [UInt8]) throws {
        let process = try ServerProcess()
        defer { process.remove() }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let modules = ProcessInfo.processInfo.environment["BODEGA_OPENPYXL"] ?? "\(root.path)/.local/openpyxl"
        let file = process.folder.appending(path: "book.xlsx")
        try Data(bytes).write(to: file)
        try process.start(["PYTHONPATH=\(modules)", "python3", "-B", "-c", Self.program, file.path])
        guard process.waitForEnd() == 0 else { throw Failure(log: process.log) }
        self.sheets = try JSONDecoder().decode([String: [[Cell]]].self, from: Data(process.log.utf8))
    }
}
