import Logging
import Synchronization

/// A log that tests can read.
final class RecordedLog: Sendable {
    private let entries = Mutex<[(level: Logger.Level, message: String, reason: String?)]>([])

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

    private func messages(_ level: Logger.Level) -> [String] {
        self.entries.withLock { $0.filter { $0.level == level }.map(\.message) }
    }

    fileprivate func append(_ event: LogEvent) {
        let reason = event.metadata?["reason"].map { "\($0)" }
        self.entries.withLock { $0.append((event.level, "\(event.message)", reason)) }
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
