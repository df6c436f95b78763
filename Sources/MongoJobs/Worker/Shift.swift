import Logging
import MongoODM

/// The work of a worker from its start to its end.
final class Shift: Sendable {
    private let worker: JobWorker
    private let store: ClaimStore
    private let outcomes: OutcomeWriter
    private let queues: [QueueWorker]
    private let stopped = Signal()

    init(_ worker: JobWorker) {
        let logger = worker.logger
        let jobs = worker.queue.jobs.leavingOutUnreadable { document in
            logger.error("A stored job can't be read", metadata: ["job": "\(String(describing: document.id))"])
        }
        let settings = worker.settings
        let store = ClaimStore(
            jobs: jobs, lease: settings.lease, keeping: settings.keeping, worker: settings.name)
        let outcomes = OutcomeWriter(store, logger: logger)
        self.worker = worker
        self.store = store
        self.outcomes = outcomes
        self.queues = worker.limits.map { QueueWorker(queue: $0.key, limit: $0.value, worker, store, outcomes) }
    }

    /// Ends the shift: no more jobs are begun.
    func stop() { self.stopped.fire() }

    func work() async {
        let claiming = Task {
            await withDiscardingTaskGroup { group in
                for queue in self.queues { group.addTask { await queue.run() } }
            }
        }
        let watch = Task { await JobWatch(self.store, self.queues, self.worker.logger).run() }
        let upkeep = Task { await Upkeep(self.worker, self.store, self.queues).run() }
        let heart = Task { await Heart(self.store, self.queues, self.worker.logger).beat() }
        await self.stopped.wait()
        let (stopped, gracePeriod) = (ContinuousClock.now, self.worker.settings.gracePeriod)
        upkeep.cancel()
        for queue in self.queues { await queue.stop() }
        await claiming.value
        await self.drain(until: stopped + gracePeriod)
        watch.cancel()
        heart.cancel()
        for task in [watch, upkeep, heart] { await task.value }
        // If the database is away, connections take their time to close, too.
        await self.outcomes.flush(until: max(stopped + gracePeriod / 2, .now + .seconds(1)))
    }

    /// Waits for running jobs as long as they may take; then they are cancelled, and soon given back.
    private func drain(until end: ContinuousClock.Instant) async {
        await self.waitUntilIdle(until: end)
        for queue in self.queues { await queue.abandon() }
        await self.waitUntilIdle(until: .now + .milliseconds(500))
        for queue in self.queues { await queue.leave() }
    }

    private func waitUntilIdle(until end: ContinuousClock.Instant) async {
        while .now < end {
            var isIdle = true
            for queue in self.queues where await !queue.isIdle { isIdle = false }
            if isIdle { return }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}
