import Hummingbird
public import RedisCache

/// Counts the requests of each client to each limited route, in fixed windows.
public struct RateLimiter: Sendable {
    private let limit: RateLimit?
    private let clientAddress: ClientAddress
    private let counter: FixedWindowCounter

    /// - Parameters:
    ///   - limit: how often a client may call a route; nil for as often as it likes.
    ///   - counter: where the counts are.
    public init(limit: RateLimit?, clientAddress: ClientAddress, counter: FixedWindowCounter) {
        self.limit = limit
        self.clientAddress = clientAddress
        self.counter = counter
    }

    /// Counts a request.
    ///
    /// - Parameter route: what has a count of its own.
    /// - Throws: ``RateLimitExceeded``.
    func admit(_ request: Request, _ context: APIContext, to route: String) async throws {
        guard let limit = self.limit else { return }
        let client = self.clientAddress(request, context)?.network.description ?? "local"
        let (count, resetsIn) = await self.counter.hit("\(route):\(client)", window: limit.unit.duration)
        guard count > limit.count else { return }
        throw RateLimitExceeded(limit: limit, retryAfter: max(1, resetsIn.roundedUpSeconds))
    }
}

extension Duration {
    fileprivate var roundedUpSeconds: Int {
        let (seconds, attoseconds) = self.components
        return Int(seconds) + (attoseconds > 0 ? 1 : 0)
    }
}
