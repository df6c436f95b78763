import HTTPTypes

/// How often a client may call: so many times in a window of time.
public struct RateLimit: Hashable, Sendable {
    /// The window's unit.
    public enum Unit: String, CaseIterable, Sendable {
        case second, minute, hour, day

        var duration: Duration {
            switch self {
            case .second: .seconds(1)
            case .minute: .seconds(60)
            case .hour: .seconds(3600)
            case .day: .seconds(86_400)
            }
        }
    }

    public let count: Int
    public let unit: Unit

    /// - Parameter count: at least 1.
    public init(_ count: Int, per unit: Unit) {
        precondition(count > 0, "a limit lets at least one request through")
        self.count = count
        self.unit = unit
    }

    /// Reads `5/minute`.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000_000).contains(count),
            let unit = Unit(rawValue: String(parts[1]))
        else { return nil }
        self.init(count, per: unit)
    }
}

extension RateLimit: CustomStringConvertible {
    /// The limit as clients read it: `5 per 1 minute`.
    public var description: String { "\(self.count) per 1 \(self.unit.rawValue)" }
}

/// A client called more often than it may.
struct RateLimitExceeded: HTTPRefusal {
    let limit: RateLimit
    /// Whether it is a quota, whose refusal has a name for programs.
    let isQuota: Bool
    /// Whole seconds until there is room.
    let seconds: Int

    var status: HTTPResponse.Status { .tooManyRequests }
    var message: String {
        self.isQuota
            ? "No more than \(self.limit.count) requests a \(self.limit.unit.rawValue); please try again later."
            : self.limit.description
    }
    var code: String? { self.isQuota ? "rate_limited" : nil }
    var retryAfter: Int? { self.seconds }
}
