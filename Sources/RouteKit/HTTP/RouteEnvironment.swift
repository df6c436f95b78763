/// What the routes of a server share: how often they may be called, and with how much at once.
public struct RouteEnvironment: Sendable {
    let limits: RateLimits
    /// The largest request body in bytes.
    let maximumBodySize: Int
    let inFlight: RequestsInFlight

    /// - Parameters:
    ///   - limits: count requests.
    ///   - maximumBodySize: the largest request body in bytes.
    ///   - inFlight: counts the requests that are being worked on.
    public init(limits: RateLimits, maximumBodySize: Int, inFlight: RequestsInFlight) {
        self.limits = limits
        self.maximumBodySize = maximumBodySize
        self.inFlight = inFlight
    }
}
