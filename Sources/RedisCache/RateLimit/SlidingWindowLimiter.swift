/// Lets so many events of a key through in any stretch of a window's length, on all instances together.
///
/// ```swift
/// let logins = SlidingWindowLimiter(redis: redis, prefix: "shop:logins", limit: 5, window: .seconds(60))
/// if case .refused(let wait, _) = try await logins.admit(address) { … }
/// ```
/// Events are counted by one script in Redis. A small limit asks it for each event. A large one asks for a share of up
/// to a hundredth of the limit, which this process may use until the script's unit of time, a sixtieth of the window,
/// is over, and gives back what it did not use: so most events cost nothing, none is let through that the limit forbids,
/// and at worst an instance is refused a hundredth of the limit that another has not used yet.
///
/// Refused events do not count. If Redis is away, every instance counts by itself, from the beginning.
public final class SlidingWindowLimiter: Sendable {
    /// What became of an event.
    public enum Admission: Hashable, Sendable {
        /// It may happen, and was counted.
        case admitted(Standing)
        /// It may not, and there will be room after a while.
        case refused(retryAfter: Duration, Standing)

        /// Whether the event may happen.
        public var isAdmitted: Bool { if case .admitted = self { true } else { false } }
    }

    /// How much of its limit a key has left.
    public struct Standing: Hashable, Sendable {
        /// How many more events may happen, as far as this process knows.
        public let remaining: Int
        /// How long it takes until the whole limit is there again, if nothing happens meanwhile: up to a sixtieth more
        /// than a window.
        public let resetsIn: Duration
    }

    private let shared: SharedWindows?
    private let local: LocalWindows
    private let shares = ShareTable()
    private let window: SlidingWindow

    /// - Parameters:
    ///   - redis: the connection; nil to count in this process only.
    ///   - prefix: what precedes the key, and a colon, in Redis.
    ///   - limit: how many events a window may have, at least one.
    ///   - window: its length, to the millisecond.
    public init(redis: RedisConnection?, prefix: String, limit: Int, window: Duration) {
        let window = SlidingWindow(limit: limit, window: window)
        self.window = window
        self.shared = redis.map { SharedWindows(redis: $0, prefix: prefix, window: window) }
        self.local = LocalWindows(window)
    }

    /// Counts an event if that can be decided at once.
    ///
    /// - Returns: how the key stands if the event was admitted. Nil means that ``admit(_:)`` must be asked; nothing was
    ///   counted.
    public func admitNow(_ key: String) -> Standing? {
        self.shares.use(ByteKey(key), at: .now)
    }

    /// Counts an event, unless the limit is reached.
    ///
    /// - Parameter key: what has a count of its own, for example a client's address.
    /// - Throws: `CancellationError`, and nothing else, because this process can always count.
    public func admit(_ key: String) async throws -> Admission {
        guard let shared else { return self.admission(nil, of: key) }
        if self.window.share == 1 {
            return self.admission(try await self.take(1, of: key, returning: 0, of: 0, from: shared), of: key)
        }
        while true {
            let now = MonotonicInstant.now
            switch self.shares.enter(ByteKey(key), at: now) {
            case .admitted(let standing): return .admitted(standing)
            case .join(let execution):
                let answer = try await execution.value()
                guard case .granted? = answer else { return self.admission(answer, of: key) }
            case .ask(let execution, let rest, let bucket):
                // Others wait for the answer, too, so it does not depend on this task.
                Task {
                    let grant = try? await self.take(
                        self.window.share, of: key, returning: rest, of: bucket, from: shared)
                    self.shares.settle(ByteKey(key), grant, askedAt: now)
                    execution.finish(.success(grant))
                }
                // The caller that asked has the first event, also where the way to Redis took longer than the share lasts.
                return self.admission(try await execution.value(), of: key)
            }
        }
    }

    /// What an answer means for one event. Without one, this process counts.
    private func admission(_ answer: Grant?, of key: String) -> Admission {
        let now = Int(MonotonicInstant.now.nanoseconds / 1_000_000)
        switch answer ?? self.local.take(ByteKey(key), at: now) {
        case .granted(let count, _, _, let left):
            return .admitted(
                Standing(remaining: left.events + count - 1, resetsIn: .milliseconds(left.milliseconds)))
        case .refused(let milliseconds, let left):
            return .refused(
                retryAfter: .milliseconds(milliseconds),
                Standing(remaining: left.events, resetsIn: .milliseconds(left.milliseconds)))
        }
    }

    /// Asks Redis; nil if it can't tell.
    private func take(
        _ wanted: Int, of key: String, returning rest: Int, of bucket: Int, from shared: SharedWindows
    ) async throws -> Grant? {
        do {
            return try await shared.take(key, wanted, returning: rest, of: bucket)
        } catch is RedisError {
            return nil
        }
    }
}
