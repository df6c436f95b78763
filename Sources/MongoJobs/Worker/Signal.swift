import Synchronization

/// Wakes one task. A signal that comes before the task waits is not lost, and many of them are one.
final class Signal: Sendable {
    private struct State {
        var isFired = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func fire() {
        let waiting = self.state.withLock { state in
            guard let waiting = state.waiting else {
                state.isFired = true
                return nil as CheckedContinuation<Void, Never>?
            }
            state.waiting = nil
            return waiting
        }
        waiting?.resume()
    }

    /// Waits for the signal. One task at a time.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isFired = self.state.withLock { state in
                let isFired = state.isFired
                state.isFired = false
                if !isFired { state.waiting = continuation }
                return isFired
            }
            if isFired { continuation.resume() }
        }
    }

    /// Waits for the signal, or until a time has passed.
    func wait(atMost time: Duration) async {
        let timer = Task {
            try await Task.sleep(for: time)
            self.fire()
        }
        await self.wait()
        timer.cancel()
    }
}
