import Logging
import MongoODM

/// Gives the signs of life of a worker: renews the leases of its jobs, and stores their progress.
struct Heart: Sendable {
    private let store: ClaimStore
    private let queues: [QueueWorker]
    private let logger: Logger
    private let interval: Duration

    init(_ store: ClaimStore, _ queues: [QueueWorker], _ logger: Logger) {
        self.store = store
        self.queues = queues
        self.logger = logger
        self.interval = store.lease / 3
    }

    /// Goes on until the task is cancelled.
    func beat() async {
        let pause = min(self.interval, .milliseconds(500))
        var renewed = ContinuousClock.now
        while !Task.isCancelled {
            try? await Task.sleep(for: pause)
            let now = ContinuousClock.now
            for queue in self.queues { await queue.returnWaiting(claimedBefore: now - .seconds(1)) }
            do {
                try await self.storeProgress()
                guard now - renewed >= self.interval else { continue }
                for queue in self.queues { await queue.lose(try await self.store.renew(queue.claims)) }
                renewed = now
            } catch {
                if !Task.isCancelled { self.logger.warning("The leases of jobs can't be renewed: \(error)") }
            }
        }
    }

    private func storeProgress() async throws {
        for queue in self.queues {
            for (claim, progress) in await queue.takeProgress() {
                try await self.store.store(progress: progress, of: claim)
            }
        }
    }
}
