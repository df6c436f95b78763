import Logging
import Synchronization

/// Counts what one cached call finds, times its steps and writes them to the log.
///
/// When the log is not at debug level, it only counts: no clock is read and no text is made.
struct CacheTrace: Sendable {
    private let logger: Logger?
    private let counts: CacheCounts
    private let namespace: String
    private let start: MonotonicInstant
    private var lookup: UInt64 = 0
    private var execution: UInt64 = 0

    init(_ logger: Logger, _ counts: CacheCounts, namespace: String) {
        self.counts = counts
        self.namespace = namespace
        if logger.logLevel <= .debug {
            self.logger = logger
            self.start = .now
        } else {
            self.logger = nil
            self.start = .distantPast
        }
    }

    /// The entry was found in `Redis` or in `memory`.
    func hit(_ key: String, in place: StaticString) {
        self.counts.hits.add(1, ordering: .relaxed)
        guard let logger else { return }
        let took = Self.milliseconds(self.elapsed)
        logger.debug(
            "✅ CACHE HIT [\(self.namespace)]: Key '\(key.escapingControls)' retrieved in \(took) from \(place)")
    }

    /// The entry was not found, or was not readable.
    mutating func miss(_ key: String) {
        self.counts.misses.add(1, ordering: .relaxed)
        guard let logger else { return }
        self.lookup = self.elapsed
        let took = Self.milliseconds(self.lookup)
        logger.debug("❌ CACHE MISS [\(self.namespace)]: Key '\(key.escapingControls)' not found (lookup: \(took))")
    }

    /// The moment at which a step begins.
    func mark() -> MonotonicInstant {
        self.logger == nil ? .distantPast : .now
    }

    /// Executes the operation.
    mutating func timing<Value>(_ operation: () async throws -> Value) async throws -> Value {
        let start = self.mark()
        let value = try await operation()
        if let logger {
            self.execution = MonotonicInstant.now.nanoseconds(since: start)
            logger.debug(
                "📊 FUNCTION EXECUTED [\(self.namespace)]: Took \(Self.milliseconds(self.execution)) to complete")
        }
        return value
    }

    /// The result has been stored, or refused because it may be stale already.
    func stored(_ isStored: Bool, since start: MonotonicInstant) {
        guard let logger else { return }
        let store = MonotonicInstant.now.nanoseconds(since: start)
        let took = Self.milliseconds(store)
        if isStored {
            logger.debug("💾 CACHED [\(self.namespace)]: Stored result in Redis (\(took))")
        } else {
            logger.debug("💾 NOT CACHED [\(self.namespace)]: The result was not stored in Redis (\(took))")
        }
        logger.debug(
            """
            ⏱️  TOTAL TIME [\(self.namespace)]: \(Self.milliseconds(self.elapsed)) \
            (Cache check: \(Self.milliseconds(self.lookup)) + Execution: \(Self.milliseconds(self.execution)) + \
            Cache store: \(took))
            """)
    }

    private var elapsed: UInt64 { MonotonicInstant.now.nanoseconds(since: self.start) }

    /// Nanoseconds as milliseconds with two decimals, for example `2.34ms`.
    static func milliseconds(_ nanoseconds: UInt64) -> String {
        let hundredths = (nanoseconds + 5_000) / 10_000
        let decimals = hundredths % 100
        return "\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals)ms"
    }
}
