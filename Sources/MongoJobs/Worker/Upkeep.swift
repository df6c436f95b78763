import FoundationEssentials
import Logging
import MongoODM

/// What every worker does for all of them, by the clock. However many do it at once, it is done once.
struct Upkeep: Sendable {
    private let store: ClaimStore
    private let queues: [QueueWorker]
    private let ticks: PeriodicTicks
    private let pollInterval: Duration
    private let logger: Logger

    init(_ worker: JobWorker, _ store: ClaimStore, _ queues: [QueueWorker]) {
        self.store = store
        self.queues = queues
        self.ticks = PeriodicTicks(worker.queue, worker.periodic)
        self.pollInterval = worker.settings.pollInterval
        self.logger = worker.logger
    }

    /// Goes on until the task is cancelled.
    func run() async {
        var ticks = self.ticks
        var isFailing = false
        while !Task.isCancelled {
            do {
                try await ticks.enqueueDue()
                var isNews = try await self.store.reap() > 0
                while case let count = try await self.store.release(), count > 0 { isNews = true }
                if isNews { for queue in self.queues { queue.news.fire() } }
                isFailing = false
            } catch {
                if !isFailing, !Task.isCancelled { self.logger.warning("The upkeep of jobs failed: \(error)") }
                isFailing = true
            }
            try? await Task.sleep(for: self.pollInterval * Double.random(in: 0.8...1.2))
        }
    }
}
