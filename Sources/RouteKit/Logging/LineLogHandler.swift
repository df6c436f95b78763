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
    func line(_ event: LogEvent) -> LogLine {
        var line = LogLine()
        line.append(words: Self.name(of: event.level))
        line.append(words: " ")
        line.append(text: event.message.description)
        for (key, value) in self.metadata(of: event).sorted(by: { $0.key < $1.key }) {
            line.append(words: " ")
            line.append(text: key)
            line.append(words: "=")
            if case .string(let text) = value {
                line.append(value: text)
            } else {
                line.append(value: value.description)
            }
        }
        return line
    }

    private func metadata(of event: LogEvent) -> Logger.Metadata {
        var metadata = self.metadata
        if let provided = self.metadataProvider?.get() { metadata.merge(provided) { $1 } }
        if let own = event.metadata {
            if metadata.isEmpty { metadata = own } else { metadata.merge(own) { $1 } }
        }
        if let error = event.error { metadata["error"] = .string(String(reflecting: error)) }
        return metadata
    }

    private static func name(of level: Logger.Level) -> StaticString {
        switch level {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info: "INFO"
        case .notice: "NOTICE"
        case .warning: "WARNING"
        case .error: "ERROR"
        case .critical: "CRITICAL"
        }
    }
}
