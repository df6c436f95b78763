/// How long sessions go on.
public struct SessionSettings: Sendable {
    /// How long a refresh token is valid.
    public var refreshLifetime: Duration
    /// How long after its first exchange a refresh token may be used again.
    public var reuseTime: Duration

    public init(refreshLifetime: Duration = .seconds(7 * 86_400), reuseTime: Duration = .seconds(10)) {
        self.refreshLifetime = refreshLifetime
        self.reuseTime = reuseTime
    }
}
