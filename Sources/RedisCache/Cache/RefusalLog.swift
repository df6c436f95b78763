import Logging
import Synchronization

/// Reports what Redis refuses while it is there, for example for lack of memory: at most one warning a minute for each
/// kind of refusal.
///
/// Outages are not its concern, since the connection reports each of them.
final class RefusalLog: Sendable {
    private static let interval = Duration.seconds(60)
    /// Beyond so many kinds, which a server that makes up words could bring about, all are forgotten.
    private static let capacity = 32

    private let logger: Logger
    /// What the ACL must allow.
    private let neededRules: String
    private let quietUntil = Mutex<[String: MonotonicInstant]>([:])

    init(_ logger: Logger, neededRules: String) {
        self.logger = logger
        self.neededRules = neededRules
    }

    func note(_ error: any Error) {
        guard let error = error as? RedisError, !error.isOutage else { return }
        let now = MonotonicInstant.now
        let isDue = self.quietUntil.withLock { quietUntil in
            guard now >= quietUntil[error.kind] ?? .distantPast else { return false }
            if quietUntil.count >= Self.capacity { quietUntil = [:] }
            quietUntil[error.kind] = now.advanced(by: Self.interval)
            return true
        }
        guard isDue else { return }
        var metadata: Logger.Metadata = ["reason": "\(error.reason)"]
        if error.isForbidden { metadata["needed"] = "\(self.neededRules)" }
        self.logger.warning("The cache goes on without Redis, which failed", metadata: metadata)
    }
}
