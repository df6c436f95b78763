import Synchronization
import Tracing

/// A job whose result type is erased: what queues hold.
protocol QueuedJob: AnyObject, Sendable {
    /// When the caller stops waiting.
    var deadline: ContinuousClock.Instant { get }
    /// Whether the caller still waits.
    var isPending: Bool { get }
    /// Does the work and delivers its result.
    ///
    /// - Returns: whether the worker belongs to the caller from now on.
    func execute(on connection: Connection) -> Bool
    /// Ends the caller's wait; work that has begun ends by itself and its result is dropped.
    func fail(_ error: any Error)
}

/// A piece of blocking work and the task that waits for it.
///
/// The continuation is resumed exactly once: whoever takes it out of the state under the lock resumes it,
/// and it can be taken only once.
final class Job<Output: Sendable>: QueuedJob {
    private enum State {
        case new
        case waiting(CheckedContinuation<Output, any Error>)
        /// Failed before the task had begun to wait.
        case failed(any Error)
        case finished
    }

    let deadline: ContinuousClock.Instant
    private let context: ServiceContext?
    private let pinsWorker: Bool
    /// Let go of when it is done or given up: the pool knows the job a while longer, and the work may hold much.
    private let work: Mutex<(@Sendable (Connection) throws -> Output)?>
    private let state = Mutex<State>(.new)

    /// - Parameters:
    ///   - context: the task's, for whoever observes the work.
    ///   - pinsWorker: whether the worker stays with the caller once it has the result.
    ///   - work: what to do on the worker's thread.
    init(
        deadline: ContinuousClock.Instant, context: ServiceContext?, pinsWorker: Bool = false,
        work: @escaping @Sendable (Connection) throws -> Output
    ) {
        self.deadline = deadline
        self.context = context
        self.pinsWorker = pinsWorker
        self.work = Mutex(work)
    }

    /// Waits for the result; `submit` puts the job where a worker finds it.
    func result(submit: (Job<Output>) -> Void) async throws -> Output {
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
                    submit(self)
                }
            }
        } onCancel: {
            self.fail(CancellationError())
        }
    }

    var isPending: Bool {
        self.state.withLock { if case .waiting = $0 { true } else { false } }
    }

    func execute(on connection: Connection) -> Bool {
        // Work whose caller has given up must not be done behind its back.
        guard self.isPending, let work = self.takeWork() else { return false }
        // The driver would take the connection for broken.
        guard self.deadline > .now else {
            self.fail(MongoError.waitedTooLong)
            return false
        }
        connection.observer?.context = self.context
        connection.deadline.move(to: self.deadline)
        let result = Result { try work(connection) }
        let continuation = self.state.withLock { state -> CheckedContinuation<Output, any Error>? in
            guard case .waiting(let continuation) = state else { return nil }
            state = .finished
            return continuation
        }
        continuation?.resume(with: result)
        return self.pinsWorker && continuation != nil
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
        _ = self.takeWork()
        continuation?.resume(throwing: error)
    }

    private func takeWork() -> (@Sendable (Connection) throws -> Output)? {
        self.work.withLock { work in
            defer { work = nil }
            return work
        }
    }
}

extension MongoError {
    static var waitedTooLong: MongoError {
        MongoError(.deadlineExceeded, Operation(name: "wait", target: "for MongoDB"))
    }
}
