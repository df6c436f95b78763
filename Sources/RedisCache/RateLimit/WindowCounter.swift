/// Counts events per key in windows of fixed length, in Redis, so that all instances of an application count together.
///
/// A window begins with the first hit of its key and ends after its length; then the count begins anew. What is to be
/// limited, rather than counted, is better served by ``SlidingWindowLimiter``.
public struct WindowCounter: Sendable {
    /// Counts and reads the rest of the window in one step. A counter without an expiry, which an interrupted restore
    /// may leave, gets one.
    ///
    /// KEYS: the counter. ARGV: the length of a window in milliseconds.
    private static let script = RedisScript(
        """
        local count = redis.call('INCR', KEYS[1])
        local rest = redis.call('PTTL', KEYS[1])
        if rest < 0 then
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            rest = tonumber(ARGV[1])
        end
        return { count, rest }
        """)

    private let redis: RedisConnection
    private let prefix: String

    /// - Parameters:
    ///   - redis: the connection.
    ///   - prefix: what precedes the key, and a colon, in Redis.
    public init(redis: RedisConnection, prefix: String) {
        self.redis = redis
        self.prefix = prefix
    }

    /// Counts one event.
    ///
    /// - Parameters:
    ///   - key: what is counted, for example a client's address.
    ///   - window: the length of a window, to the millisecond.
    /// - Returns: how many events the window has by now, this one included, and how long it still lasts.
    /// - Throws: ``RedisError``; `CancellationError`.
    public func hit(_ key: String, window: Duration) async throws -> (count: Int, resetsIn: Duration) {
        let reply = try await self.redis.run(
            Self.script, keys: ["\(self.prefix):\(key)"], arguments: [.integer(max(1, window.wholeMilliseconds))],
            as: [Int].self)
        guard reply.count == 2 else {
            throw RedisError(.unexpectedReply, command: "EVALSHA", detail: "expected a pair")
        }
        return (reply[0], .milliseconds(reply[1]))
    }
}
