import DequeModule
import Synchronization

/// Counts in this process, with a bound on its memory.
final class LocalWindows: Sendable {
    private struct State {
        /// The buckets of each key that have events, the oldest first.
        var counts: [ByteKey: Deque<(bucket: Int, count: Int)>] = [:]
        /// The keys in the order in which they came.
        var order: Deque<ByteKey> = []
    }

    private let window: SlidingWindow
    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: how many keys are counted at once, at least one. Beyond that the oldest are forgotten.
    init(_ window: SlidingWindow, capacity: Int = 10_000) {
        self.window = window
        self.capacity = max(1, capacity)
    }

    /// Counts one event, if there is room.
    ///
    /// - Parameter now: the moment in milliseconds.
    func take(_ key: ByteKey, at now: Int) -> Grant {
        let window = self.window
        return self.state.withLock { state in
            if state.counts[key] == nil {
                self.makeRoom(&state, at: now)
                state.order.append(key)
            }
            var counts = state.counts[key] ?? []
            defer { state.counts[key] = counts }
            while let first = counts.first, first.bucket < window.oldestBucket(at: now) { counts.removeFirst() }
            let total = counts.reduce(0) { $0 + $1.count }
            guard total < window.limit else {
                let newest = counts[counts.count - 1].bucket
                // Events come one by one, so the first bucket's end makes room.
                return .refused(
                    milliseconds: window.rest(of: counts[0].bucket, at: now),
                    left: Grant.Allowance(events: 0, milliseconds: window.rest(of: newest, at: now)))
            }
            let bucket = window.bucket(at: now)
            if counts.last?.bucket == bucket {
                counts[counts.count - 1].count += 1
            } else {
                counts.append((bucket, 1))
            }
            return .granted(
                1, bucket: bucket, milliseconds: 0,
                left: Grant.Allowance(
                    events: window.limit - total - 1, milliseconds: window.rest(of: bucket, at: now)))
        }
    }

    /// How many keys are remembered.
    var count: Int { self.state.withLock { $0.counts.count } }

    /// Forgets the keys at the front that have no events any more, and the oldest if that is not enough.
    private func makeRoom(_ state: inout State, at now: Int) {
        let oldest = self.window.oldestBucket(at: now)
        while let key = state.order.first,
            state.order.count >= self.capacity || (state.counts[key]?.last?.bucket ?? .min) < oldest
        {
            state.order.removeFirst()
            state.counts[key] = nil
        }
    }
}
