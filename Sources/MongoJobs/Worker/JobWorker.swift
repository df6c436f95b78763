public import Logging
import MongoODM

/// Works on the jobs of a collection, beside any number of other workers.
///
/// ```swift
/// let worker = JobWorker(
///     jobs, handlers: [JobHandler(WelcomeMail.self) { mail, run in … }],
///     periodic: [PeriodicJob("cleanup", try CronSchedule("0 4 * * *", timeZone: "Europe/Oslo")) { _ in Cleanup() }],
///     logger: logger)
/// await worker.run()
/// ```
public struct JobWorker: Sendable {
    let queue: JobQueue
    let handlers: [String: JobHandler]
    let periodic: [PeriodicJob]
    let settings: JobWorkerSettings
    let logger: Logger

    /// - Parameters:
    ///   - queue: where the jobs are.
    ///   - handlers: one for each kind of job. A job of another kind in one of the queues is left to a worker that knows it.
    ///   - periodic: what is enqueued by the clock. Every worker may have the list: each tick is enqueued once.
    ///   - settings: how to work.
    ///   - logger: is told of failures.
    public init(
        _ queue: JobQueue, handlers: [JobHandler], periodic: [PeriodicJob] = [],
        settings: JobWorkerSettings = JobWorkerSettings(), logger: Logger
    ) {
        self.queue = queue
        self.handlers = Dictionary(handlers.map { ($0.kind, $0) }) { first, _ in
            preconditionFailure("Two handlers for jobs of the kind '\(first.kind)'")
        }
        let names = periodic.map(\.name)
        precondition(Set(names).count == names.count, "Two periodic jobs have the same name: \(names)")
        self.periodic = periodic
        self.settings = settings
        self.logger = logger
    }

    /// Works until the task is cancelled. Then no more jobs are begun, running ones have the grace period to end, and
    /// those that have not ended are given back, for other workers to begin anew at once. If the database is away, so that
    /// nothing can be stored, others have them when the lease is over.
    public func run() async {
        let shift = Shift(self)
        // In a task of its own: what a cancelled task asks of the database is given up at once.
        let work = Task { await shift.work() }
        await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            shift.stop()
        }
    }

    /// The queues with their limits of concurrency.
    var limits: [String: Int] {
        if let queues = self.settings.queues { return queues.filter { $0.value > 0 } }
        return Dictionary(
            self.handlers.values.map {
                ($0.options.queue, max(self.settings.concurrency, $0.options.concurrency ?? 0))
            },
            uniquingKeysWith: max)
    }
}
