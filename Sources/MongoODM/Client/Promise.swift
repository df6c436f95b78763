import Synchronization

/// Whose caller stops waiting at a deadline.
protocol Expiring: AnyObject, Sendable {
    /// When the caller stops waiting.
    var deadline: ContinuousClock.Instant { get }
    /// Whether the caller still waits.
    var isPending: Bool { get }
    /// Ends the caller's wait; work that has begun ends by itself and its result is dropped.
    func fail(_ error: any Error)
}

/// A task that waits for the outcome of blocking work.
///
/// The continuation is resumed exactly once: whoever takes it out of the state under the lock resumes it,
/// and it can be taken only once.
final class Waiter<Output: Sendable>: Expiring {
    private enum State {
        case new
        case waiting(CheckedContinuation<Output, any Error>)
        /// Failed before the task had begun to wait.
        case failed(any Error)
        case finished
    }

    let deadline: ContinuousClock.Instant
    private let state = Mutex<State>(.new)

    init(deadline: ContinuousClock.Instant) {
        self.deadline = deadline
    }

    /// Waits for the outcome; `submit` sees to it that there will be one.
    ///
    /// - Parameter onCancel: comes after the wait has ended, when the task was cancelled.
    func outcome(submit: () -> Void, onCancel: @Sendable () -> Void = {}) async throws -> Output {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let failure = self.state.withLock { state -> (any Error)? in
                    if case .failed(let error) = state {
                        state = .finished
                        return error
                    }
                    state = .waiting(continuation)
                    return nil
                }
                if let failure {
                    continuation.resume(throwing: failure)
                } else {
                    submit()
                }
            }
        } onCancel: {
            self.fail(CancellationError())
            onCancel()
        }
    }

    var isPending: Bool {
        self.state.withLock { if case .waiting = $0 { true } else { false } }
    }

    /// - Returns: whether the task still waited.
    @discardableResult
    func finish(_ result: Result<Output, any Error>) -> Bool {
        let continuation = self.state.withLock { state -> CheckedContinuation<Output, any Error>? in
            guard case .waiting(let continuation) = state else { return nil }
            state = .finished
            return continuation
        }
        continuation?.resume(with: result)
        return continuation != nil
    }

    func fail(_ error: any Error) {
        let continuation = self.state.withLock { state -> CheckedContinuation<Output, any Error>? in
            switch state {
            case .waiting(let continuation):
                state = .finished
                return continuation
            case .new:
                state = .failed(error)
                return nil
            case .failed, .finished: return nil
            }
        }
        continuation?.resume(throwing: error)
    }
}

extension MongoError {
    static var waitedTooLong: MongoError {
        MongoError(.deadlineExceeded, Operation(name: "wait", target: "for MongoDB"))
    }
}
