import Logging
import Synchronization

/// A log that tests can read.
final class RecordedLog: Sendable {
    private struct Entry {
        let level: Logger.Level
        let message: String
        let reason: String?
        let needed: String?
    }

    private let entries = Mutex<[Entry]>([])

    func logger(_ level: Logger.Level = .debug) -> Logger {
        var logger = Logger(label: "test") { _ in RecordingHandler(log: self) }
        logger.logLevel = level
        return logger
    }

    var debugLines: [String] { self.messages(.debug) }
    var notices: [String] { self.messages(.notice) }
    var warnings: [String] { self.messages(.warning) }

    /// The reasons that warnings gave.
    var reasons: [String] {
        self.entries.withLock { $0.filter { $0.level == .warning }.compactMap(\.reason) }
    }

    /// What warnings said is missing.
    var needed: [String] {
        self.entries.withLock { $0.filter { $0.level == .warning }.compactMap(\.needed) }
    }

    private func messages(_ level: Logger.Level) -> [String] {
        self.entries.withLock { $0.filter { $0.level == level }.map(\.message) }
    }

    fileprivate func append(_ event: LogEvent) {
        let entry = Entry(
            level: event.level, message: "\(event.message)", reason: event.metadata?["reason"].map { "\($0)" },
            needed: event.metadata?["needed"].map { "\($0)" })
        self.entries.withLock { $0.append(entry) }
    }
}

private struct RecordingHandler: LogHandler {
    let log: RecordedLog
    var logLevel = Logger.Level.debug
    var metadata: Logger.Metadata = [:]

    init(log: RecordedLog) {
        self.log = log
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        self.log.append(event)
    }
}
