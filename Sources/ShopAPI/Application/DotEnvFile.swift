import FoundationEssentials

/// The variables of a file `.env`, by the rules that python-dotenv and Docker Compose share. docs/operations.md has them;
/// the scripts have a reader of their own, and `Tests/Fixtures/dotenv.json` what both make of which text.
public struct DotEnvFile: Sendable {
    /// The values by name.
    public let values: [String: String]

    /// Reads a file. One that is absent has no values.
    ///
    /// - Throws: ``SettingsError`` that names the file and the line, and says nothing of what is in it.
    public init(path: String) throws(SettingsError) {
        guard FileManager.default.fileExists(atPath: path) else {
            self.values = [:]
            return
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SettingsError(problems: ["\(path) can't be read"])
        }
        do throws(Fault) {
            self = try DotEnvFile([UInt8](data))
        } catch {
            throw SettingsError(problems: ["\(path), line \(error.line): \(error.reason)"])
        }
    }

    /// - Parameter bytes: the content of a file.
    /// - Throws: ``Fault``.
    init(_ bytes: [UInt8]) throws(Fault) {
        var parser = DotEnvParser(try Self.text(bytes))
        var values: [String: String] = [:]
        while let (name, value) = try parser.next() { values[name] = value }
        self.values = values
    }

    /// A line that is not understood.
    struct Fault: Error {
        /// Counted from 1.
        let line: Int
        /// What is wrong, without a part of the line.
        let reason: String
    }

    /// The content without a byte order mark and with line feeds alone, which is valid UTF-8.
    private static func text(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        var lines = text.split(separator: .newline, omittingEmptySubsequences: false)
        for index in lines.indices {
            // The last line's end may lack its line feed.
            if lines[index].last == .carriageReturn { lines[index].removeLast() }
            if String(validating: lines[index], as: UTF8.self) == nil {
                throw Fault(line: index + 1, reason: "this is not UTF-8")
            }
            if lines[index].contains(where: { $0 < 0x20 && $0 != .tab || $0 == 0x7F }) {
                throw Fault(line: index + 1, reason: "this has a control character")
            }
        }
        return Array(lines.joined(separator: [.newline]))
    }
}
