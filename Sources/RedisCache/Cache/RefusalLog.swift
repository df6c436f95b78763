import Logging
import Synchronization

/// Reports what Redis refuses while it is there, for example for lack of memory: at most one warning a minute.
///
/// Outages are not its concern, since the connection reports each of them, once.
final class RefusalLog: Sendable {
    private static let interval = Duration.seconds(60)

    private let logger: Logger
    private let quietUntil = Mutex(MonotonicInstant.distantPast)

    init(_ logger: Logger) {
        self.logger = logger
    }

    func note(_ error: any Error) {
        guard let error = error as? RedisError else { return }
        let isOutage = [.notConnected, .connectionLost, .shutDown].contains(error.code)
        guard !isOutage else { return }
        let now = MonotonicInstant.now
        let isDue = self.quietUntil.withLock { quietUntil in
            guard now >= quietUntil else { return false }
            quietUntil = now.advanced(by: Self.interval)
            return true
        }
        guard isDue else { return }
        self.logger.warning(
            "The cache goes on without Redis, which failed", metadata: ["reason": "\(error): \(error.detail)"])
    }
}
