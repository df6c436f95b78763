import Synchronization

/// A caller who stops waiting at a deadline.
protocol Expiring: AnyObject, Sendable {
    /// When the caller stops waiting.
    var deadline: ContinuousClock.Instant { get }
    /// Whether the caller still waits.
    var isAwaited: Bool { get }
    /// Ends the caller's wait; work that has begun ends by itself and its result is dropped.
    func fail(_ error: any Error)
}

/// A result that one task waits for and another thread delivers.
///
/// The continuation is resumed exactly once. It enters the state only in `value(start:onCancel:)`, which is called once,
/// and leaves it only in `settle(_:)`, which replaces it by `done` under the lock and resumes what it took out. Of the
/// result, a deadline, a refusal and a cancellation only the first finds `new` or `waiting`.
final class Promise<Value: Sendable>: Expiring {
    private enum State {
        case new
        case waiting(CheckedContinuation<Value, any Error>)
        /// Before the task had begun to wait.
        case settled(Result<Value, any Error>)
        case done
    }

    let deadline: ContinuousClock.Instant
    private let state = Mutex<State>(.new)

    init(deadline: ContinuousClock.Instant) {
        self.deadline = deadline
    }

    /// Waits for the result, or throws `CancellationError` as soon as the task is cancelled. To be called once.
    ///
    /// - Parameters:
    ///   - start: what leads to the result; it runs once the wait has begun.
    ///   - onCancel: comes after the wait has ended, when the task was cancelled.
    func value(start: () -> Void, onCancel: @Sendable () -> Void = {}) async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let early = self.state.withLock { state -> Result<Value, any Error>? in
                    if case .settled(let result) = state {
                        state = .done
                        return result
                    }
                    state = .waiting(continuation)
                    return nil
                }
                if let early {
                    continuation.resume(with: early)
                } else {
                    start()
                }
            }
        } onCancel: {
            self.fail(CancellationError())
            onCancel()
        }
    }

    var isAwaited: Bool {
        self.state.withLock { if case .waiting = $0 { true } else { false } }
    }

    /// Delivers the result; only the first one counts.
    ///
    /// - Returns: whether the task still waited.
    @discardableResult
    func settle(_ result: Result<Value, any Error>) -> Bool {
        let continuation = self.state.withLock { state -> CheckedContinuation<Value, any Error>? in
            switch state {
            case .waiting(let continuation):
                state = .done
                return continuation
            case .new:
                state = .settled(result)
                return nil
            case .settled, .done: return nil
            }
        }
        continuation?.resume(with: result)
        return continuation != nil
    }

    func fail(_ error: any Error) {
        self.settle(.failure(error))
    }
}

extension MongoError {
    static var waitedTooLong: MongoError {
        MongoError(.deadlineExceeded, Operation(name: "wait", target: "for MongoDB"))
    }
}
