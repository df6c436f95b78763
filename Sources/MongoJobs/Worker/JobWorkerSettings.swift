/// How a ``JobWorker`` works.
public struct JobWorkerSettings: Sendable {
    /// How long jobs that are over are kept, unless something else is said: seven days.
    public static let defaultKeeping = Duration.seconds(7 * 24 * 60 * 60)

    /// How many jobs of a queue may run at a time, by the queue's name. Queues that are not named are left to other
    /// workers; nil for the queues of all handlers.
    public var queues: [String: Int]?
    /// How many jobs may run at a time in a queue when `queues` is nil, or more where ``JobOptions/concurrency`` asks for that.
    public var concurrency: Int
    /// After how long without a sign of life a worker loses its jobs to others. It gives one three times as often.
    public var lease: Duration
    /// How long running jobs may go on after the worker was told to stop.
    public var gracePeriod: Duration
    /// How often to look for jobs when no change stream tells of them, and for those that are due.
    public var pollInterval: Duration
    /// How long jobs that are over (done, dead or cancelled) are kept.
    public var keeping: Duration
    /// What the worker is called in stored jobs.
    public var name: String

    public init(
        queues: [String: Int]? = nil, concurrency: Int = 4, lease: Duration = .seconds(30),
        gracePeriod: Duration = .seconds(10), pollInterval: Duration = .seconds(1),
        keeping: Duration = Self.defaultKeeping, name: String? = nil
    ) {
        self.queues = queues
        self.concurrency = max(1, concurrency)
        self.lease = max(.milliseconds(100), lease)
        self.gracePeriod = max(.zero, gracePeriod)
        self.pollInterval = max(.milliseconds(10), pollInterval)
        self.keeping = max(.zero, keeping)
        self.name = name ?? WorkerName.ofThisProcess
    }
}
