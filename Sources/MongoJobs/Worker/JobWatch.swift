import BSON
import Logging
import MongoODM

/// Hears from the database that jobs became available, or were taken from this worker: one change stream, whatever the number
/// of queues. While it is away, workers look by themselves.
struct JobWatch: Sendable {
    private let store: ClaimStore
    private let queues: [QueueWorker]
    private let logger: Logger

    init(_ store: ClaimStore, _ queues: [QueueWorker], _ logger: Logger) {
        self.store = store
        self.queues = queues
        self.logger = logger
    }

    /// Goes on until the task is cancelled.
    func run() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                let changes = try await self.store.jobs.changes(Self.news)
                // What happened before the stream began.
                self.wake()
                for try await change in changes {
                    failures = 0
                    try await self.note(change)
                }
            } catch {
                if Task.isCancelled { return }
                failures += 1
                if failures == 1 { self.logger.warning("No change stream tells of jobs, they are polled: \(error)") }
            }
            try? await Task.sleep(for: min(.milliseconds(200) * (failures + 1), .seconds(5)))
        }
    }

    private func note(_ change: Change<StoredJob>) async throws {
        guard let id = change.id else { return }
        for queue in self.queues {
            // It may also be news from before this worker claimed it.
            let claims = await queue.holds(id)
            if !claims.isEmpty { await queue.lose(try await self.store.lost(claims)) }
        }
        self.wake()
    }

    private func wake() {
        for queue in self.queues { queue.news.fire() }
    }

    /// Jobs that became available, and those that were cancelled. The first stage looks at nothing that the server would
    /// have to fetch for each change; the last leaves the jobs themselves behind.
    private static var news: Pipeline {
        let became: BSONValue = ["available", "cancelled"]
        return Pipeline()
            .stage([
                "$match": [
                    "$or": [
                        ["operationType": "insert"],
                        ["operationType": "update", "updateDescription.updatedFields.state": ["$in": became]],
                    ]
                ]
            ])
            .stage(["$match": ["$or": [["operationType": "update"], ["fullDocument.state": "available"]]]])
            .stage(["$project": ["operationType": 1, "documentKey": 1]])
    }
}
