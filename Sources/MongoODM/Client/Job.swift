import Synchronization
import Tracing

/// Blocking work for one or more callers: what queues hold.
protocol QueuedJob: AnyObject, Sendable {
    /// Does the work and delivers its result.
    ///
    /// - Returns: whether the worker belongs to the caller from now on.
    func execute(on connection: Connection) -> Bool
    /// Comes in place of ``execute(on:)`` where the pool takes no more.
    func refuse(_ error: MongoError)
}

/// A piece of blocking work and the task that waits for it.
final class Job<Output: Sendable>: QueuedJob, Expiring {
    private let promise: Promise<Output>
    private let context: ServiceContext?
    private let pinsWorker: Bool
    /// Let go of when it is done or given up: the pool knows the job a while longer, and the work may hold much.
    private let work: Mutex<(@Sendable (Connection) throws -> Output)?>

    /// - Parameters:
    ///   - context: the task's, for the observer of the work.
    ///   - pinsWorker: whether the worker stays with the caller once it has the result.
    ///   - work: what to do on the worker's thread.
    init(
        deadline: ContinuousClock.Instant, context: ServiceContext?, pinsWorker: Bool = false,
        work: @escaping @Sendable (Connection) throws -> Output
    ) {
        self.promise = Promise(deadline: deadline)
        self.context = context
        self.pinsWorker = pinsWorker
        self.work = Mutex(work)
    }

    /// Waits for the result; `submit` puts the job where a worker finds it.
    func result(submit: (Job<Output>) -> Void) async throws -> Output {
        try await self.promise.value {
            submit(self)
        } onCancel: {
            _ = self.takeWork()
        }
    }

    var deadline: ContinuousClock.Instant { self.promise.deadline }
    var isAwaited: Bool { self.promise.isAwaited }

    func execute(on connection: Connection) -> Bool {
        // Work whose caller has given up must not be done behind its back.
        guard self.isAwaited, let work = self.takeWork() else { return false }
        // The driver would take the connection for broken.
        guard self.deadline > .now else {
            self.fail(MongoError.waitedTooLong)
            return false
        }
        connection.begin(until: self.deadline, in: self.context)
        let isWaitedFor = self.promise.settle(Result { try work(connection) })
        return self.pinsWorker && isWaitedFor
    }

    func refuse(_ error: MongoError) {
        self.fail(error)
    }

    func fail(_ error: any Error) {
        _ = self.takeWork()
        self.promise.fail(error)
    }

    private func takeWork() -> (@Sendable (Connection) throws -> Output)? {
        self.work.withLock { work in
            defer { work = nil }
            return work
        }
    }
}
