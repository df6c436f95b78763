import DequeModule
import Synchronization

/// Counts in this process, with a bound on its memory.
public final class InProcessWindowCounter: WindowCounting {
    private struct Window {
        var count: Int
        let end: Duration
    }

    private struct State {
        var windows: [String: Window] = [:]
        /// The keys in the order in which their windows began: for windows of one length, that in which they end.
        var order: Deque<(key: String, end: Duration)> = []
    }

    private let capacity: Int
    /// The time since this counter was made.
    private let now: @Sendable () -> Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - capacity: how many keys are counted at once, at least one. Beyond that the oldest windows are forgotten.
    ///   - clock: what windows are measured by.
    public init<C: Clock>(capacity: Int = 10_000, clock: C = ContinuousClock()) where C.Duration == Duration {
        self.capacity = max(1, capacity)
        let origin = clock.now
        self.now = { origin.duration(to: clock.now) }
    }

    /// Counts one event, without waiting for anything.
    ///
    /// - Parameters:
    ///   - key: what is counted.
    ///   - window: the length of a window, at least a millisecond.
    /// - Returns: how many events the window has by now, this one included, and how long it still lasts.
    public func hit(_ key: String, window: Duration) -> (count: Int, resetsIn: Duration) {
        let now = self.now()
        let length = max(window, .milliseconds(1))
        return self.state.withLock { state in
            Self.forgetExpired(&state, now: now)
            if let current = state.windows[key], current.end > now {
                state.windows[key] = Window(count: current.count + 1, end: current.end)
                return (current.count + 1, current.end - now)
            }
            while state.order.count >= self.capacity { Self.forgetOldest(&state) }
            state.windows[key] = Window(count: 1, end: now + length)
            state.order.append((key, now + length))
            return (1, length)
        }
    }

    /// How many keys are remembered.
    var count: Int { self.state.withLock { $0.windows.count } }

    private static func forgetExpired(_ state: inout State, now: Duration) {
        while let oldest = state.order.first, oldest.end <= now { self.forgetOldest(&state) }
    }

    private static func forgetOldest(_ state: inout State) {
        guard let oldest = state.order.popFirst() else { return }
        // A key that has begun another window since is in the order once more.
        if state.windows[oldest.key]?.end == oldest.end { state.windows[oldest.key] = nil }
    }
}
