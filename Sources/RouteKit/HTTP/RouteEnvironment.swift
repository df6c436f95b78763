/// What the routes of a server share: how often they may be called, and with how much at once.
public struct RouteEnvironment: Sendable {
    let limiter: RateLimiter
    /// The largest request body in bytes.
    let maximumBodySize: Int
    let inFlight: RequestsInFlight

    /// - Parameters:
    ///   - limiter: counts the requests to rate limited routes.
    ///   - maximumBodySize: the largest request body in bytes.
    ///   - inFlight: counts the requests that are being worked on.
    public init(limiter: RateLimiter, maximumBodySize: Int, inFlight: RequestsInFlight) {
        self.limiter = limiter
        self.maximumBodySize = maximumBodySize
        self.inFlight = inFlight
    }
}
