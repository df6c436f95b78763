import Synchronization

/// One execution of a cached operation, which several callers wait for.
final class Flight<Value: Sendable>: Sendable {
    private enum State {
        case airborne([Promise<Value>])
        case landed(Result<Value, any Error>)
    }

    private let state = Mutex<State>(.airborne([]))

    /// Waits for the outcome; a cancelled caller stops waiting and leaves the flight alone.
    func value() async throws -> Value {
        let promise = Promise<Value>()
        return try await promise.value {
            let outcome = self.state.withLock { state -> Result<Value, any Error>? in
                switch state {
                case .landed(let outcome): return outcome
                case .airborne(let promises):
                    state = .airborne(promises + [promise])
                    return nil
                }
            }
            if let outcome { promise.settle(outcome) }
        }
    }

    /// Gives all who wait, and all who come later, the outcome.
    func land(_ outcome: Result<Value, any Error>) {
        let promises = self.state.withLock { state -> [Promise<Value>] in
            guard case .airborne(let promises) = state else { return [] }
            state = .landed(outcome)
            return promises
        }
        for promise in promises { promise.settle(outcome) }
    }
}
