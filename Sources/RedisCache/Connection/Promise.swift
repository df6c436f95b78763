import Synchronization

/// A result that one task waits for and another thread delivers.
///
/// The continuation is resumed exactly once. It enters the state only in `value(start:)`, which is called once; it
/// leaves the state only in `settle(_:)`, which replaces it by `done` under the lock and resumes what it took out.
/// Of all calls of `settle(_:)` (by the reply, a deadline, a broken connection, a cancellation) only the first finds
/// `new` or `waiting`; the others find `settled` or `done` and do nothing. A result that comes before the task waits is
/// left in `settled`, and the task takes it when it comes. So the continuation is never resumed twice, and it is always
/// resumed, provided that `settle(_:)` is called: the connection's thread does for every command that it accepted.
final class Promise<Value: Sendable>: Sendable {
    private enum State {
        case new
        case waiting(UnsafeContinuation<Value, any Error>)
        case settled(Result<Value, any Error>)
        case done
    }

    private let state = Mutex<State>(.new)

    /// Waits for the result, or throws `CancellationError` as soon as the task is cancelled. To be called once.
    ///
    /// - Parameter start: what leads to the result; it runs once the wait has begun.
    func value(start: () -> Void) async throws -> Value {
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
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
            self.settle(.failure(CancellationError()))
        }
    }

    /// Whether a task still waits for the result.
    var isAwaited: Bool {
        self.state.withLock { if case .waiting = $0 { true } else { false } }
    }

    /// Delivers the result; only the first one counts.
    func settle(_ result: Result<Value, any Error>) {
        let continuation = self.state.withLock { state -> UnsafeContinuation<Value, any Error>? in
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
    }
}
