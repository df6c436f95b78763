import Synchronization

/// How a thread is told to end, and tells that it has.
final class StopSwitch: Sendable {
    private struct State {
        var isStopped = false
        var waiters: [Promise<Void>] = []
    }

    let signal = WakeSignal()
    private let isSwitchedOn = Atomic(false)
    private let state = Mutex(State())

    /// Whether the thread is to end.
    var isOn: Bool { self.isSwitchedOn.load(ordering: .acquiring) }

    /// Tells the thread to end.
    func turnOn() {
        self.isSwitchedOn.store(true, ordering: .releasing)
        self.signal.signal()
    }

    /// Tells the thread to end, and waits until it has.
    func stop() async {
        // A cancelled task has to wait as well, so the wait happens in a task of its own, which is never cancelled.
        await Task {
            let stopped = Promise<Void>()
            try? await stopped.value {
                let isStopped = self.state.withLock { state in
                    if !state.isStopped { state.waiters.append(stopped) }
                    return state.isStopped
                }
                if isStopped { stopped.settle(.success(())) } else { self.turnOn() }
            }
        }.value
    }

    /// The thread's last act.
    func didStop() {
        let waiters = self.state.withLock { state in
            state.isStopped = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.settle(.success(())) }
    }
}
