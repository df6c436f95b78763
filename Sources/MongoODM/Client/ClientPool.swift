import CMongoC
import CoreMetrics
import Synchronization
import Tracing

/// The only place where the driver is called from: as many threads as clients, callers in a queue before
/// them.
///
/// libmongoc blocks, so its calls never run on Swift's threads; a caller without a free worker is
/// suspended, never blocked, and since a worker has its client already, no worker ever waits for one. The decisions are
/// those of a ``ClientPoolState``, made under a lock; what follows from them is done outside of it.
///
/// `@unchecked Sendable`: the one stored property that is not `Sendable` by itself is the driver's pool,
/// whose `pop` and `push` are thread-safe and which is destroyed by the last worker to end.
final class ClientPool: @unchecked Sendable {
    /// More threads than a process may have.
    private static let mostWorkers = 1 << 20

    let settings: MongoSettings
    let pool: OpaquePointer
    /// What workers report commands to; nil when no report would have an effect.
    let monitor: CommandMonitor?
    let meters: PoolMeters?
    let state: Mutex<ClientPoolState<Worker, any QueuedJob, any Expiring>>
    /// One for each client of the driver's pool, by the client's address, and as long as it.
    let deadlines = Mutex<[UInt: IODeadline]>([:])
    /// The callers who wait for the end.
    let waitingForEnd = Mutex<[CheckedContinuation<Void, Never>]>([])

    /// - Throws: ``MongoError`` with the code `invalidURI`.
    init(_ settings: MongoSettings, _ connectionString: ConnectionString) throws {
        _ = MongoRuntime.started
        let limits = ClientPoolState<Worker, any QueuedJob, any Expiring>.Limits(
            workers: min(max(1, settings.poolSize), Self.mostWorkers), queue: settings.queueLimit,
            dedicated: min(max(0, settings.changeStreamLimit), Self.mostWorkers))
        guard let pool = mongoc_client_pool_new(connectionString.uri) else {
            throw MongoError.invalidURI("the driver can't use it, for example because it asks for TLS options")
        }
        mongoc_client_pool_set_error_api(pool, MONGOC_ERROR_API_VERSION_2)
        mongoc_client_pool_set_appname(pool, settings.applicationName)
        mongoc_client_pool_max_size(pool, UInt32(limits.workers + limits.dedicated))
        self.settings = settings
        self.pool = pool
        self.monitor = CommandMonitor(settings.monitoring)
        self.meters = PoolMeters(settings.monitoring)
        self.state = Mutex(ClientPoolState(limits))
        if self.monitor != nil { CommandCallbacks.install(on: pool) }
    }

    // MARK: Operations

    /// Does blocking work with a client, on a thread of its own.
    ///
    /// - Throws: what the work throws; ``MongoError`` with the codes `deadlineExceeded`, `overloaded` or
    ///   `shutDown`; `CancellationError` as soon as the task is cancelled.
    func run<Output: Sendable>(
        _ operation: Operation, _ work: @escaping @Sendable (Connection) throws -> Output
    ) async throws -> Output {
        try await Job(deadline: self.deadline, context: self.taskContext, work: work).result {
            self.submit($0, operation, for: $0)
        }
    }

    /// Takes a worker out of the pool for one caller, who must `release` it.
    func pin(_ operation: Operation) async throws -> PinnedWorker {
        try await Job(deadline: self.deadline, context: self.taskContext, pinsWorker: true) {
            PinnedWorker($0.worker, of: self)
        }
        .result { self.submit($0, operation, for: $0) }
    }

    /// Starts a worker for one caller, who must `release` it; then it ends. It takes none of the pool's.
    ///
    /// - Throws: ``MongoError``: `overloaded` when there are as many as may be; `shutDown`.
    func dedicateWorker(_ operation: Operation) throws -> PinnedWorker {
        if let refusal = self.state.withLock({ $0.dedicateWorker() }) { throw MongoError(refusal, operation) }
        let worker = Worker(isDedicated: true)
        worker.start(for: self)
        return PinnedWorker(worker, of: self)
    }

    /// Puts a job where a worker finds it, or refuses it.
    ///
    /// - Parameter caller: is told when the deadline has passed; nil where that is watched already.
    func submit(_ job: some QueuedJob, _ operation: Operation, for caller: (any Expiring)? = nil) {
        let (submission, watches) = self.state.withLock { state in
            let submission = state.submit(job)
            guard let caller else { return (submission, false) }
            if case .refuse = submission { return (submission, false) }
            return (submission, state.watch(caller, until: caller.deadline))
        }
        if watches { self.watchDeadlines() }
        switch submission {
        case .hand(let worker):
            self.meters?.inUse.increment()
            worker.enqueue(job)
        case .start:
            self.meters?.inUse.increment()
            let worker = Worker(isDedicated: false)
            worker.enqueue(job)
            worker.start(for: self)
        case .wait: self.meters?.waiting.increment()
        case .refuse(let code): job.refuse(MongoError(code, operation))
        }
    }

    /// When an operation that begins now has to be done.
    var deadline: ContinuousClock.Instant {
        let own = ContinuousClock.now + self.settings.timeout
        return MongoDeadline.task.get().map { min($0, own) } ?? own
    }

    /// The calling task's context, if there is an observer of what is done for it.
    var taskContext: ServiceContext? { self.monitor == nil ? nil : ServiceContext.current }

    /// How long one look for changes may take: short enough for threads to be free soon after the stream's end.
    var longestWait: Duration { min(.milliseconds(250), self.settings.timeout / 4) }

    /// How many may wait for a worker.
    var queueLimit: Int { self.settings.queueLimit }

    var load: PoolLoad { self.state.withLock { $0.load } }

    /// - Throws: ``MongoError`` with the code `shutDown`.
    func checkIsOpen(_ operation: Operation) throws {
        guard self.state.withLock({ $0.isOpen }) else { throw MongoError(.shutDown, operation) }
    }

    // MARK: Deadlines

    /// Ends a caller's wait at its deadline, for work that no worker was given yet, or that a pinned one was.
    func watch(_ caller: any Expiring) {
        if self.state.withLock({ $0.watch(caller, until: caller.deadline) }) { self.watchDeadlines() }
    }

    /// One task that looks at all of them now and then serves them all.
    private func watchDeadlines() {
        Task {
            repeat {
                try? await Task.sleep(for: .milliseconds(100))
            } while self.failExpiredCallers()
        }
    }

    /// - Returns: whether there is a caller left to look after.
    private func failExpiredCallers() -> Bool {
        let now = ContinuousClock.now
        // They are let go outside of the lock: a job may hold the last reference to the client, whose end takes it.
        let expiry = self.state.withLock { $0.deadlinesPassed(at: now) { $0.isAwaited } }
        for caller in expiry.expired { caller.fail(MongoError.waitedTooLong) }
        return expiry.goesOn
    }
}
