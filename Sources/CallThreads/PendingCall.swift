import Synchronization

/// The end of a call that a task waits for while a thread makes it.
///
/// The continuation is resumed exactly once: it enters the state in `wait(submit:onCancel:)`, and what takes it out, the
/// outcome or the cancellation, leaves `done` behind under the lock.
package final class PendingCall<Output: Sendable, Failure: Error>: Sendable {
    package typealias Outcome = Result<Output, Failure>

    private enum State {
        case new
        case waiting(CheckedContinuation<Outcome, Never>)
        /// Before the task had begun to wait.
        case settled(Outcome)
        case done
    }

    private let cancelled: Failure
    private let state = Mutex<State>(.new)

    /// - Parameter cancelled: what is thrown when the task is cancelled.
    package init(cancelled: Failure) {
        self.cancelled = cancelled
    }

    /// Waits for the outcome, no longer than until the task is cancelled. To be called once.
    package func wait(
        submit: () -> Void, onCancel: @escaping @Sendable () -> Void
    ) async throws(Failure) -> Output {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early = self.state.withLock { state -> Outcome? in
                    if case .settled(let outcome) = state {
                        state = .done
                        return outcome
                    }
                    state = .waiting(continuation)
                    return nil
                }
                if let early { continuation.resume(returning: early) } else { submit() }
            }
        } onCancel: {
            self.settle(.failure(self.cancelled))
            onCancel()
        }
        return try outcome.get()
    }

    /// Whether the task still waits: if not, the thread must stop.
    package var isAwaited: Bool {
        self.state.withLock { if case .waiting = $0 { true } else { false } }
    }

    /// Tells the task how it ended; only the first outcome counts.
    package func settle(_ outcome: Outcome) {
        let continuation = self.state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            switch state {
            case .waiting(let continuation):
                state = .done
                return continuation
            case .new:
                state = .settled(outcome)
                return nil
            case .settled, .done: return nil
            }
        }
        continuation?.resume(returning: outcome)
    }
}
