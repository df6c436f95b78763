import CMongoC
import CoreMetrics
import DequeModule
import Glibc
import Synchronization
import Tracing

/// The only place where the driver is called from: as many threads as clients, callers in a queue before
/// them.
///
/// libmongoc blocks, so its calls never run on Swift's threads; a caller without a free worker is
/// suspended, never blocked, and since a worker has its client already, no worker ever waits for one.
///
/// `@unchecked Sendable`: the one stored property that is not `Sendable` by itself is the driver's pool,
/// whose `pop` and `push` are thread-safe and which is destroyed by the last worker to end.
final class ClientPool: @unchecked Sendable {
    private struct State {
        var queue: Deque<any QueuedJob> = []
        /// Parked workers, the last one used on top: its caches are warm.
        var parked: [Worker] = []
        /// Workers of the pool, and those dedicated to one caller.
        var workers = 0
        var dedicated = 0
        /// Workers that have just finished a job and will look at the queue once more before they are parked.
        var looking = 0
        /// Everybody who waits, until they are seen to have ended.
        var waiters: Deque<any Expiring> = []
        var isWatching = false
        /// One for each client of the driver's pool, by the client's address, and as long as it.
        var deadlines: [UInt: IODeadline] = [:]
        var isClosed = false
        var isDestroyed = false
        var whenStopped: [CheckedContinuation<Void, Never>] = []
    }

    private let settings: MongoSettings
    private let pool: OpaquePointer
    /// What workers report commands to; nil when nobody would notice.
    let monitor: CommandMonitor?
    private let meters: PoolMeters?
    private let state = Mutex(State())

    /// - Throws: ``MongoError`` with the code `invalidURI`.
    init(_ settings: MongoSettings, _ connectionString: ConnectionString) throws {
        guard let pool = mongoc_client_pool_new(connectionString.uri) else {
            throw MongoError.invalidURI("the driver can't use it, for example because it asks for TLS options")
        }
        mongoc_client_pool_set_error_api(pool, MONGOC_ERROR_API_VERSION_2)
        mongoc_client_pool_set_appname(pool, settings.applicationName)
        mongoc_client_pool_max_size(pool, UInt32(settings.poolSize + settings.changeStreamLimit))
        self.settings = settings
        self.pool = pool
        self.monitor = CommandMonitor(settings.monitoring)
        self.meters = PoolMeters(settings.monitoring)
        if self.monitor != nil { CommandCallbacks.install(on: pool) }
    }

    // MARK: For callers

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
        let refusal = self.state.withLock { state -> MongoError.Code? in
            if state.isClosed { return .shutDown }
            if state.dedicated >= self.settings.changeStreamLimit { return .overloaded }
            state.dedicated += 1
            state.workers += 1
            return nil
        }
        if let refusal { throw MongoError(refusal, operation) }
        let worker = Worker(isDedicated: true)
        worker.start(for: self)
        return PinnedWorker(worker, of: self)
    }

    /// How long one look for changes may take: short enough for threads to be free soon after nobody waits.
    var longestWait: Duration { min(.milliseconds(250), self.settings.timeout / 4) }

    /// - Throws: ``MongoError`` with the code `shutDown`.
    func checkIsOpen(_ operation: Operation) throws {
        if self.state.withLock({ $0.isClosed }) { throw MongoError(.shutDown, operation) }
    }

    var load: PoolLoad {
        self.state.withLock { state in
            PoolLoad(
                size: self.settings.poolSize,
                busy: state.workers - state.dedicated - state.parked.count - state.looking,
                waiting: state.queue.count)
        }
    }

    /// How many may wait for a worker.
    var queueLimit: Int { self.settings.queueLimit }

    /// Where a job goes.
    private enum Admission {
        case hand(Worker)
        case start(Worker)
        case wait
        case refuse(MongoError.Code)
    }

    /// When an operation that begins now has to be done.
    var deadline: ContinuousClock.Instant {
        let own = ContinuousClock.now + self.settings.timeout
        return MongoDeadline.task.get().map { min($0, own) } ?? own
    }

    /// The calling task's context, if anybody observes what is done for it.
    var taskContext: ServiceContext? { self.monitor == nil ? nil : ServiceContext.current }

    /// Puts a job where a worker finds it, or refuses it.
    ///
    /// - Parameter waiter: who is to be told when the deadline has passed, unless that is watched already.
    func submit(_ job: some QueuedJob, _ operation: Operation, for waiter: (any Expiring)? = nil) {
        let (admission, watches) = self.state.withLock { state -> (Admission, Bool) in
            if state.isClosed { return (.refuse(.shutDown), false) }
            if state.queue.count >= self.settings.queueLimit { return (.refuse(.overloaded), false) }
            let watches = waiter.map { Self.watch($0, &state) } ?? false
            // A worker that is up takes it sooner than one that has to be woken.
            if state.looking > state.queue.count {
                state.queue.append(job)
                return (.wait, watches)
            }
            if let worker = state.parked.popLast() { return (.hand(worker), watches) }
            if state.workers - state.dedicated < self.settings.poolSize {
                state.workers += 1
                return (.start(Worker(isDedicated: false)), watches)
            }
            state.queue.append(job)
            return (.wait, watches)
        }
        if watches { self.watchDeadlines() }
        switch admission {
        case .hand(let worker):
            self.meters?.inUse.increment()
            worker.enqueue(job)
        case .start(let worker):
            self.meters?.inUse.increment()
            worker.enqueue(job)
            worker.start(for: self)
        case .wait: self.meters?.waiting.increment()
        case .refuse(let code): job.refuse(MongoError(code, operation))
        }
    }

    /// Lets nobody wait beyond the deadline for what no worker has been given yet, or a pinned one.
    func watch(_ waiter: any Expiring) {
        if self.state.withLock({ Self.watch(waiter, &$0) }) { self.watchDeadlines() }
    }

    // MARK: For workers

    /// Takes a client. It never blocks: there are as many as workers.
    func popClient() -> (OpaquePointer, IODeadline) {
        let client: OpaquePointer = mongoc_client_pool_pop(self.pool)
        let address = UInt(bitPattern: client)
        if let deadline = self.state.withLock({ $0.deadlines[address] }) { return (client, deadline) }
        let deadline = IODeadline(for: client, greeting: self.settings.timeout / 2)
        self.state.withLock { $0.deadlines[address] = deadline }
        return (client, deadline)
    }

    /// Queues a job of the calling worker's, which looks for the next one at once: nobody else need be woken.
    func submitFromWorker(_ job: some QueuedJob) {
        self.state.withLock { $0.queue.append(job) }
        self.meters?.waiting.increment()
    }

    /// The next job of the queue; without one the worker is parked, or told to stop.
    ///
    /// A task that has its result often asks for more at once. So the worker lets others run first and looks again:
    /// falling asleep and being woken cost both sides more than the question itself.
    func nextJob(orPark worker: Worker) -> (any QueuedJob)? {
        let early = self.state.withLock { state -> (any QueuedJob)? in
            if let job = state.queue.popFirst() { return job }
            state.looking += 1
            return nil
        }
        if let early {
            self.meters?.waiting.decrement()
            return early
        }
        sched_yield()
        let (job, stops) = self.state.withLock { state -> ((any QueuedJob)?, Bool) in
            state.looking -= 1
            if let job = state.queue.popFirst() { return (job, false) }
            if state.isClosed { return (nil, true) }
            state.parked.append(worker)
            return (nil, false)
        }
        if job == nil { self.meters?.inUse.decrement() } else { self.meters?.waiting.decrement() }
        if stops { worker.stop() }
        return job
    }

    /// Gives a client back; the last worker to do so takes the pool down.
    func finish(_ client: OpaquePointer, of worker: Worker) {
        mongoc_client_pool_push(self.pool, client)
        let isLast = self.state.withLock { state in
            state.workers -= 1
            if worker.isDedicated { state.dedicated -= 1 }
            return state.workers == 0 && state.isClosed
        }
        if isLast { self.destroy() }
    }

    // MARK: Deadlines

    /// One task that looks at all of them now and then serves them all.
    private static func watch(_ waiter: any Expiring, _ state: inout State) -> Bool {
        state.waiters.append(waiter)
        if state.isWatching { return false }
        state.isWatching = true
        return true
    }

    private func watchDeadlines() {
        Task {
            repeat {
                try? await Task.sleep(for: .milliseconds(100))
            } while self.failExpiredJobs()
        }
    }

    /// - Returns: whether there is anybody left to watch.
    private func failExpiredJobs() -> Bool {
        let now = ContinuousClock.now
        // They are let go outside of the lock: a job may hold the last reference to the client, whose end takes it.
        let (ended, goesOn) = self.state.withLock { state -> ([any Expiring], Bool) in
            var (ended, pending) = ([any Expiring](), Deque<any Expiring>())
            for waiter in state.waiters {
                if waiter.isPending && waiter.deadline > now { pending.append(waiter) } else { ended.append(waiter) }
            }
            state.waiters = pending
            state.isWatching = !state.waiters.isEmpty
            return (ended, state.isWatching)
        }
        for waiter in ended where waiter.isPending { waiter.fail(MongoError.waitedTooLong) }
        return goesOn
    }

    // MARK: Shutting down

    /// Refuses new work, lets what was accepted finish, ends the threads and closes every connection.
    ///
    /// It waits no longer than an operation may take: whoever holds a cursor beyond that keeps the
    /// connections open until the process ends.
    func shutDown() async {
        let patience = Task {
            try await Task.sleep(for: self.settings.timeout)
            self.stopWaiting()
        }
        defer { patience.cancel() }
        await withCheckedContinuation { continuation in
            self.state.withLock { $0.whenStopped.append(continuation) }
            self.close()
        }
    }

    /// Refuses new work and lets the threads end without waiting for them.
    func close() {
        let (parked, isStopped) = self.state.withLock { state -> ([Worker], Bool) in
            state.isClosed = true
            defer { state.parked = [] }
            return (state.parked, state.workers == 0)
        }
        for worker in parked { worker.stop() }
        if isStopped { self.destroy() }
    }

    /// Destroys the driver's pool once and tells everybody who waits for that.
    private func destroy() {
        let isFirst = self.state.withLock { state -> Bool in
            defer { state.isDestroyed = true }
            return !state.isDestroyed
        }
        if isFirst {
            // It tells the server about the sessions that end.
            for deadline in self.state.withLock({ $0.deadlines.values }) { deadline.move(to: self.deadline) }
            mongoc_client_pool_destroy(self.pool)
        }
        self.stopWaiting()
    }

    private func stopWaiting() {
        let waiting = self.state.withLock { state -> [CheckedContinuation<Void, Never>] in
            defer { state.whenStopped = [] }
            return state.whenStopped
        }
        for continuation in waiting { continuation.resume() }
    }
}
