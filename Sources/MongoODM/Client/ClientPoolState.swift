import DequeModule

/// What a ``ClientPool`` knows and how it decides: events go in, actions come out. It has no locks, clocks or threads.
///
/// A worker of the pool is started when it is first needed, and from then on it is in one of three states: *busy* with a
/// job, or with the caller that it is pinned to; *looking* at the queue once more after a job; or *parked*. Dedicated
/// workers belong to one caller from their start to their end, and are only counted.
///
/// The types are parameters so that tests can put numbers in their place: `Worker` is a thread with its client, `Job`
/// what it does, `Caller` a task that waits until a deadline.
struct ClientPoolState<Worker, Job, Caller> {
    typealias Instant = ContinuousClock.Instant

    /// How many there may be at a time.
    struct Limits {
        /// Workers of the pool; at least one.
        var workers: Int
        /// Jobs that wait for a worker.
        var queue: Int
        /// Workers for one caller each.
        var dedicated: Int
    }

    private enum Phase {
        case open
        /// Work that was accepted goes on.
        case closing
        /// No worker is left, and none will come.
        case closed
    }

    private let limits: Limits
    private var phase = Phase.open
    private var queue: Deque<Job> = []
    /// The last one used on top: its caches are warm.
    private var parked: [Worker] = []
    private var workers = 0
    private var dedicated = 0
    private var looking = 0
    /// The callers who wait, until they are seen to have ended.
    private var callers: Deque<(caller: Caller, deadline: Instant)> = []
    private var isWatching = false

    init(_ limits: Limits) {
        self.limits = limits
    }

    var isOpen: Bool { self.phase == .open }

    var load: PoolLoad {
        PoolLoad(
            size: self.limits.workers, busy: self.workers - self.parked.count - self.looking, waiting: self.queue.count)
    }

    // MARK: Callers

    /// What becomes of a job.
    enum Submission {
        /// A parked worker does it.
        case hand(Worker)
        /// A new worker is to be started, and does it.
        case start
        /// It is in the queue.
        case wait
        case refuse(MongoError.Code)
    }

    /// A caller has a job.
    mutating func submit(_ job: Job) -> Submission {
        guard self.isOpen else { return .refuse(.shutDown) }
        guard self.queue.count < self.limits.queue else { return .refuse(.overloaded) }
        // A worker that is up takes it sooner than one that has to be woken.
        if self.looking > self.queue.count {
            self.queue.append(job)
            return .wait
        }
        if let worker = self.parked.popLast() { return .hand(worker) }
        if self.workers < self.limits.workers {
            self.workers += 1
            return .start
        }
        self.queue.append(job)
        return .wait
    }

    /// A caller wants a worker of its own.
    ///
    /// - Returns: why there is none; nil when one is to be started.
    mutating func dedicateWorker() -> MongoError.Code? {
        guard self.isOpen else { return .shutDown }
        guard self.dedicated < self.limits.dedicated else { return .overloaded }
        self.dedicated += 1
        return nil
    }

    // MARK: Workers

    /// A busy worker has one more job, which it or another does next: it is accepted in any case.
    mutating func submitFromWorker(_ job: Job) {
        self.queue.append(job)
    }

    /// A busy worker is done.
    ///
    /// - Returns: its next job; nil when it is to look again after others have run.
    mutating func workerIsFree() -> Job? {
        if let job = self.queue.popFirst() { return job }
        self.looking += 1
        return nil
    }

    /// What becomes of a worker without a job.
    enum Idleness {
        case work(Job)
        /// It sleeps until it is handed a job or stopped.
        case park
        case stop
    }

    /// A worker looks again.
    mutating func workerIsStillFree(_ worker: Worker) -> Idleness {
        self.looking -= 1
        if let job = self.queue.popFirst() { return .work(job) }
        guard self.isOpen else { return .stop }
        self.parked.append(worker)
        return .park
    }

    /// A worker has given its client back and ends.
    ///
    /// - Returns: whether it was the last, so that nothing uses the driver's pool any more.
    mutating func workerEnded(isDedicated: Bool) -> Bool {
        if isDedicated { self.dedicated -= 1 } else { self.workers -= 1 }
        return self.endIfEmpty()
    }

    // MARK: Deadlines

    /// A caller waits.
    ///
    /// - Returns: whether ``deadlinesPassed(at:isAwaited:)`` is to be called from now on, until it says otherwise.
    mutating func watch(_ caller: Caller, until deadline: Instant) -> Bool {
        self.callers.append((caller, deadline))
        defer { self.isWatching = true }
        return !self.isWatching
    }

    /// What comes of a look at the deadlines.
    struct Expiry {
        /// The callers who are to be told that they waited too long.
        var expired: [Caller] = []
        /// The callers who have ended already, with a result or because they were cancelled.
        var ended: [Caller] = []
        /// Whether there is a caller left to look after.
        var goesOn = false
    }

    /// Time has passed.
    ///
    /// - Parameter isAwaited: whether a caller still waits.
    mutating func deadlinesPassed(at now: Instant, isAwaited: (Caller) -> Bool) -> Expiry {
        var (result, left) = (Expiry(), Deque<(caller: Caller, deadline: Instant)>())
        for entry in self.callers {
            if !isAwaited(entry.caller) {
                result.ended.append(entry.caller)
            } else if entry.deadline <= now {
                result.expired.append(entry.caller)
            } else {
                left.append(entry)
            }
        }
        self.callers = left
        self.isWatching = !left.isEmpty
        result.goesOn = self.isWatching
        return result
    }

    // MARK: The end

    /// What closing leads to.
    struct Closing {
        /// Parked workers to stop.
        var stopped: [Worker]
        /// Whether no worker was left, so that nothing uses the driver's pool any more. It is said once.
        var isEnd: Bool
        /// Whether the end has been before.
        var wasEnded: Bool
    }

    /// The client is closed. It may be closed again.
    mutating func close() -> Closing {
        let wasEnded = self.phase == .closed
        if !wasEnded { self.phase = .closing }
        defer { self.parked = [] }
        return Closing(stopped: self.parked, isEnd: self.endIfEmpty(), wasEnded: wasEnded)
    }

    private mutating func endIfEmpty() -> Bool {
        guard self.phase == .closing, self.workers == 0, self.dedicated == 0 else { return false }
        self.phase = .closed
        return true
    }
}
