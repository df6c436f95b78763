public import Logging

/// Logs one line an event, for people and for programs: time, level, message, and the metadata as `key=value`.
///
/// ```
/// 2024-10-21T10:30:00.123Z INFO → Request: GET /products client=172.17.0.1 request_id=9f… user_agent="Mozilla/5.0 …"
/// ```
public struct LineLogHandler: LogHandler {
    public var logLevel = Logger.Level.info
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let output: LogOutput

    public init(output: LogOutput = .standardOutput) {
        self.output = output
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        self.output.append(self.line(event), isUrgent: event.level >= .warning)
    }

    /// The line without the time.
    func line(_ event: LogEvent) -> String {
        var line = event.level.rawValue.uppercased()
        line += " "
        Self.append(event.message.description, to: &line)
        var metadata = self.metadata
        if let provided = self.metadataProvider?.get() { metadata.merge(provided) { $1 } }
        if let own = event.metadata { metadata.merge(own) { $1 } }
        if let error = event.error { metadata["error"] = .string(String(reflecting: error)) }
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line += " "
            Self.append(key, to: &line)
            line += "="
            Self.appendQuoted(value.description, to: &line)
        }
        return line
    }

    /// Appends a value, in quotes where it would otherwise run into what follows.
    private static func appendQuoted(_ text: String, to line: inout String) {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if isPlain, !text.isEmpty {
            line += text
        } else {
            line += "\""
            for scalar in text.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { line += "\\" }
                Self.append(scalar, to: &line)
            }
            line += "\""
        }
    }

    /// Appends a text on one line: what clients send must not look like lines of ours.
    private static func append(_ text: String, to line: inout String) {
        if text.utf8.allSatisfy({ $0 >= 0x20 }) {
            line += text
        } else {
            for scalar in text.unicodeScalars { Self.append(scalar, to: &line) }
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to line: inout String) {
        switch scalar {
        case "\n": line += "\\n"
        case "\r": line += "\\r"
        case "\t": line += "\\t"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F: line += "\\u{\(String(scalar.value, radix: 16))}"
        default: line.unicodeScalars.append(scalar)
        }
    }
}
