public import RedisCache

/// Limits the requests of each client to each limited route.
public struct RateLimiter: Sendable {
    private let limit: RateLimit?
    private let limiter: SlidingWindowLimiter?

    /// - Parameters:
    ///   - limit: how often a client may call a route; nil for as often as it likes.
    ///   - redis: where instances count together; nil to count in this process.
    ///   - prefix: what precedes the counts' keys, and a colon, in Redis.
    public init(limit: RateLimit?, redis: RedisConnection?, prefix: String) {
        self.limit = limit
        self.limiter = limit.map {
            SlidingWindowLimiter(redis: redis, prefix: prefix, limit: $0.count, window: $0.unit.duration)
        }
    }

    /// Counts a request.
    ///
    /// - Parameter route: what has a count of its own.
    /// - Throws: ``RateLimitExceeded``; `CancellationError`.
    func admit(_ client: Client, to route: String) async throws {
        guard let limit, let limiter else { return }
        guard case .refused(let wait, _) = try await limiter.admit(Self.key(client, route)) else { return }
        throw RateLimitExceeded(limit: limit, seconds: max(1, wait.roundedUpSeconds))
    }

    /// Counts a request if it can be let through without asking Redis.
    ///
    /// - Returns: false if ``admit(_:to:)`` must be asked.
    func admitsNow(_ client: Client, to route: String) -> Bool {
        guard let limiter else { return true }
        return limiter.admitNow(Self.key(client, route)) != nil
    }

    private static func key(_ client: Client, _ route: String) -> String { "\(route):\(client.network)" }
}

extension Duration {
    fileprivate var roundedUpSeconds: Int {
        let (seconds, attoseconds) = self.components
        return Int(seconds) + (attoseconds > 0 ? 1 : 0)
    }
}
