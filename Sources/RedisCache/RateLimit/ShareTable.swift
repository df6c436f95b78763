import DequeModule
import Synchronization

/// Events that Redis has granted this process and that are not used yet, by key.
final class ShareTable: Sendable {
    /// What a caller does.
    enum Turn {
        /// It has its event.
        case admitted(SlidingWindowLimiter.Standing)
        /// Another is asking Redis already.
        case join(SharedExecution<Grant?>)
        /// It asks Redis, and gives back what is left of the last bucket.
        case ask(SharedExecution<Grant?>, rest: Int, bucket: Int)
    }

    private struct Share {
        var count = 0
        var bucket = 0
        var end = MonotonicInstant.distantPast
        /// What the window had room for besides this share, and when it will have room for all.
        var room = 0
        var restored = MonotonicInstant.distantPast
        var execution: SharedExecution<Grant?>?
    }

    private struct State {
        var shares: [ByteKey: Share] = [:]
        var order: Deque<ByteKey> = []
    }

    /// Beyond so many keys the oldest are forgotten, with what they have left.
    private static let capacity = 10_000

    private let state = Mutex(State())

    /// Uses one event, if there is one.
    ///
    /// - Returns: how the key stands then; nil if there is none.
    func use(_ key: ByteKey, at now: MonotonicInstant) -> SlidingWindowLimiter.Standing? {
        self.state.withLock { state in
            guard let index = state.shares.index(forKey: key) else { return nil }
            return Self.use(&state.shares.values[index], at: now)
        }
    }

    func enter(_ key: ByteKey, at now: MonotonicInstant) -> Turn {
        self.state.withLock { state in
            if state.shares[key] == nil {
                if state.order.count >= Self.capacity, let oldest = state.order.popFirst() {
                    state.shares[oldest] = nil
                }
                state.order.append(key)
            }
            var share = state.shares[key] ?? Share()
            defer { state.shares[key] = share }
            if let standing = Self.use(&share, at: now) { return .admitted(standing) }
            if let execution = share.execution { return .join(execution) }
            let execution = SharedExecution<Grant?>()
            defer { share.count = 0 }
            share.execution = execution
            return .ask(execution, rest: share.count, bucket: share.bucket)
        }
    }

    /// Redis has answered a question that was asked at a moment; nil if it did not. One of the events is the asker's.
    func settle(_ key: ByteKey, _ grant: Grant?, askedAt: MonotonicInstant) {
        self.state.withLock { state in
            guard state.shares[key] != nil else { return }
            state.shares[key]?.execution = nil
            if case .granted(let count, let bucket, let milliseconds, let left)? = grant {
                state.shares[key]?.count = count - 1
                state.shares[key]?.bucket = bucket
                state.shares[key]?.end = askedAt.advanced(by: .milliseconds(milliseconds))
                state.shares[key]?.room = left.events
                state.shares[key]?.restored = askedAt.advanced(by: .milliseconds(left.milliseconds))
            }
        }
    }

    private static func use(_ share: inout Share, at now: MonotonicInstant) -> SlidingWindowLimiter.Standing? {
        guard share.count > 0, now < share.end else { return nil }
        share.count -= 1
        return .init(
            remaining: share.room + share.count, resetsIn: .nanoseconds(share.restored.nanoseconds(since: now)))
    }
}
