import HTTPTypes
import RedisCache

/// Keeps each client to a limit.
struct RateLimiter: Sendable {
    private let limit: RateLimit?
    private let limiter: SlidingWindowLimiter?
    /// What answers say of the limit; nil when they do not speak of it.
    private let limitField: HTTPField?

    /// - Parameters:
    ///   - limit: how often a client may call; nil for as often as it likes.
    ///   - isQuota: whether answers say how much of it is left.
    ///   - redis: where instances count together; nil to count in this process.
    ///   - prefix: what precedes the counts' keys, and a colon, in Redis.
    init(limit: RateLimit?, isQuota: Bool, redis: RedisConnection?, prefix: String) {
        self.limit = limit
        self.limiter = limit.map {
            SlidingWindowLimiter(redis: redis, prefix: prefix, limit: $0.count, window: $0.unit.duration)
        }
        self.limitField = isQuota ? limit.map { HTTPField(name: .rateLimitLimit, value: String($0.count)) } : nil
    }

    /// Counts a request.
    ///
    /// - Parameter name: what has a count of its own.
    /// - Throws: `CancellationError`.
    func count(_ client: Client, by name: String) async throws -> CountedRequest {
        guard let limit, let limiter else { return .uncounted }
        switch try await limiter.admit(Self.key(client, name)) {
        case .admitted(let standing): return CountedRequest(fields: self.fields(standing))
        case .refused(let wait, let standing):
            let refusal = RateLimitExceeded(
                limit: limit, isQuota: self.limitField != nil, seconds: max(1, wait.roundedUpSeconds))
            return CountedRequest(fields: self.fields(standing), refusal: refusal)
        }
    }

    /// Counts a request if it can be let through without asking Redis.
    ///
    /// - Returns: nil if ``count(_:by:)`` must be asked.
    func countNow(_ client: Client, by name: String) -> CountedRequest? {
        guard let limiter else { return .uncounted }
        return limiter.admitNow(Self.key(client, name)).map { CountedRequest(fields: self.fields($0)) }
    }

    private func fields(_ standing: SlidingWindowLimiter.Standing) -> [HTTPField] {
        guard let limit, let limitField else { return [] }
        // The limiter forgets in steps, so it may take a little longer than the window that clients know of.
        let seconds = min(standing.resetsIn, limit.unit.duration).roundedUpSeconds
        return [
            limitField, HTTPField(name: .rateLimitRemaining, value: String(standing.remaining)),
            HTTPField(name: .rateLimitReset, value: String(seconds)),
        ]
    }

    private static func key(_ client: Client, _ name: String) -> String { "\(name):\(client.network)" }
}

extension Duration {
    fileprivate var roundedUpSeconds: Int {
        let (seconds, attoseconds) = self.components
        return Int(seconds) + (attoseconds > 0 ? 1 : 0)
    }
}
