import DequeModule
import Synchronization

/// Events that Redis has granted this process and that are not used yet, by key.
final class ShareTable: Sendable {
    /// What a caller does.
    enum Turn {
        /// It has its event.
        case admitted
        /// Another is asking Redis already.
        case join(SharedExecution<Grant?>)
        /// It asks Redis, and gives back what is left of the last bucket.
        case ask(SharedExecution<Grant?>, rest: Int, bucket: Int)
    }

    private struct Share {
        var count = 0
        var bucket = 0
        var end = MonotonicInstant.distantPast
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
    func use(_ key: ByteKey, at now: MonotonicInstant) -> Bool {
        self.state.withLock { state in
            guard let index = state.shares.index(forKey: key) else { return false }
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
            if Self.use(&share, at: now) { return .admitted }
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
            if case .granted(let count, let bucket, let milliseconds)? = grant {
                state.shares[key]?.count = count - 1
                state.shares[key]?.bucket = bucket
                state.shares[key]?.end = askedAt.advanced(by: .milliseconds(milliseconds))
            }
        }
    }

    private static func use(_ share: inout Share, at now: MonotonicInstant) -> Bool {
        guard share.count > 0, now < share.end else { return false }
        share.count -= 1
        return true
    }
}
