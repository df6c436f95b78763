public import RedisCache

/// How often clients may call.
public struct RateLimits: Sendable {
    private let routes: RateLimiter
    private let api: RateLimiter
    private let auth: RateLimiter

    /// - Parameters:
    ///   - routes: how often a client may call each route that is limited by itself; nil for as often as it likes.
    ///   - api: how often it may call the routes of ``Quota/api``; nil for as often as it likes.
    ///   - auth: how often it may call the routes of ``Quota/auth``; nil for as often as it likes.
    ///   - redis: where instances count together; nil to count in this process.
    ///   - prefix: what precedes the counts' keys, and a colon, in Redis.
    public init(
        routes: RateLimit? = nil, api: RateLimit? = nil, auth: RateLimit? = nil, redis: RedisConnection?, prefix: String
    ) {
        self.routes = RateLimiter(limit: routes, isQuota: false, redis: redis, prefix: prefix)
        self.api = RateLimiter(limit: api, isQuota: true, redis: redis, prefix: prefix)
        self.auth = RateLimiter(limit: auth, isQuota: true, redis: redis, prefix: prefix)
    }

    /// Counts a request.
    ///
    /// - Throws: `CancellationError`.
    func count(_ client: Client, by counter: Counter) async throws -> CountedRequest {
        guard let (limiter, name) = self.limiter(counter) else { return .uncounted }
        return try await limiter.count(client, by: name)
    }

    /// Counts a request if it can be let through without asking Redis.
    ///
    /// - Returns: nil if ``count(_:by:)`` must be asked.
    func countNow(_ client: Client, by counter: Counter) -> CountedRequest? {
        guard let (limiter, name) = self.limiter(counter) else { return .uncounted }
        return limiter.countNow(client, by: name)
    }

    private func limiter(_ counter: Counter) -> (RateLimiter, name: String)? {
        switch counter {
        case .route(let name): (self.routes, name)
        case .quota(.api): (self.api, Quota.api.rawValue)
        case .quota(.auth): (self.auth, Quota.auth.rawValue)
        case .quota(.exempt): nil
        }
    }
}
