import Synchronization

/// A mail on its way, and the task that waits for its end.
///
/// The continuation is resumed exactly once: it enters the state in `wait(submit:onCancel:)`, and what takes it out, the
/// result or the cancellation, leaves `done` behind under the lock.
final class Delivery: Sendable {
    typealias Outcome = Result<Void, MailError>

    private enum State {
        case new
        case waiting(CheckedContinuation<Outcome, Never>)
        /// Before the task had begun to wait.
        case settled(Outcome)
        case done
    }

    let sender: String
    let recipient: String
    let needsUTF8: Bool
    let bytes: [UInt8]
    private let state = Mutex<State>(.new)

    init(_ message: MailMessage) {
        self.sender = message.from.address
        self.recipient = message.to.address
        self.needsUTF8 = message.needsUTF8
        self.bytes = message.bytes
    }

    /// Waits for the outcome, no longer than until the task is cancelled. To be called once.
    func wait(submit: () -> Void, onCancel: @escaping @Sendable () -> Void) async throws(MailError) {
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
            self.settle(.failure(MailError(.cancelled)))
            onCancel()
        }
        try outcome.get()
    }

    /// Whether the task still waits: if not, sending must stop.
    var isAwaited: Bool {
        self.state.withLock { if case .waiting = $0 { true } else { false } }
    }

    /// Tells the task how it ended; only the first outcome counts.
    func settle(_ outcome: Outcome) {
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
