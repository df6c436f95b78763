/// Counts in Redis, and in this process while Redis is away.
///
/// When Redis goes away, every instance counts by itself, from 1 on; when it is back, what it still knows counts.
public struct FixedWindowCounter: WindowCounting {
    private let shared: RedisWindowCounter?
    private let local: InProcessWindowCounter

    /// - Parameters:
    ///   - redis: the connection; nil to count in this process only.
    ///   - prefix: what precedes the key, and a colon, in Redis.
    ///   - local: what counts while Redis is away.
    public init(redis: RedisConnection?, prefix: String, local: InProcessWindowCounter = InProcessWindowCounter()) {
        self.shared = redis.map { RedisWindowCounter(redis: $0, prefix: prefix) }
        self.local = local
    }

    /// Counts one event; never throws, because this process can always count.
    ///
    /// - Parameters:
    ///   - key: what is counted.
    ///   - window: the length of a window, to the millisecond.
    /// - Returns: how many events the window has by now, this one included, and how long it still lasts.
    public func hit(_ key: String, window: Duration) async -> (count: Int, resetsIn: Duration) {
        if let shared, let result = try? await shared.hit(key, window: window) { return result }
        return self.local.hit(key, window: window)
    }
}
