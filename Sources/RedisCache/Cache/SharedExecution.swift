import Synchronization

/// One execution of a cached operation, which several callers wait for.
final class SharedExecution<Value: Sendable>: Sendable {
    private enum State {
        case running([Promise<Value>])
        case finished(Result<Value, any Error>)
    }

    private let state = Mutex<State>(.running([]))

    /// Waits for the outcome; a cancelled caller stops waiting and leaves the execution alone.
    func value() async throws -> Value {
        let promise = Promise<Value>()
        return try await promise.value {
            let outcome = self.state.withLock { state -> Result<Value, any Error>? in
                switch state {
                case .finished(let outcome): return outcome
                case .running(let promises):
                    state = .running(promises + [promise])
                    return nil
                }
            }
            if let outcome { promise.settle(outcome) }
        }
    }

    /// Gives all callers that wait, and all that come later, the outcome.
    func finish(_ outcome: Result<Value, any Error>) {
        let promises = self.state.withLock { state -> [Promise<Value>] in
            guard case .running(let promises) = state else { return [] }
            state = .finished(outcome)
            return promises
        }
        for promise in promises { promise.settle(outcome) }
    }
}
