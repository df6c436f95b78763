import BSON
import Foundation
import InMemoryLogging
import Logging
import MongoODM
import MongoTestSupport
import Synchronization
import TestSupport
import Testing

@testable import MongoJobs

/// What a worker does while the database does not take its commands.
@Suite struct OutageTests {
    @Test func aWorkerThatCanNotStoreWhatItDidEndsAllTheSame() async throws {
        try await withWorkersClient("jobs: no outcomes") { queue, client in
            let (gate, runs) = (Gate(), Runs())
            let handler = JobHandler(Errand.self) { _, run in
                await gate.pass()
                runs.note(run)
            }
            var settings = JobWorkerSettings.quick
            settings.lease = .seconds(100)
            settings.gracePeriod = .milliseconds(100)
            let worker = JobWorker(client, handlers: [handler], settings: settings, logger: .quiet)
            let ids = try await queue.enqueueAll((0..<3).map { Errand(number: $0) })
            let task = Task { await worker.run() }
            try await eventually { try await queue.count(state: .running) == ids.count }
            try await withFailingCommands(["update"], of: "jobs: no outcomes", [("closeConnection", true)]) {
                gate.open()
                try await eventually { runs.count == ids.count }
                let stopped = ContinuousClock.now
                task.cancel()
                await task.value
                #expect(.now - stopped < worker.settings.lease / 2)
                // They run again when their leases end. A try that the worker has given up may still get through once the
                // database takes commands again.
                #expect(try await queue.count(state: .running) == ids.count)
            }
        }
    }

    @Test func jobsOfAClaimWhoseAnswerWasLostDoNotWaitForTheEndOfTheLease() async throws {
        try await withWorkersClient("jobs: lost claims") { queue, client in
            let runs = Runs()
            let handler = JobHandler(Errand.self) { _, run in _ = runs.note(run) }
            let log = InMemoryLogHandler()
            let logger = Logger(label: "test") { _ in log }
            let worker = JobWorker(client, handlers: [handler], settings: .quick, logger: logger)
            let store = client.store(lease: .seconds(100))
            let outcomes = OutcomeWriter(store, logger: .quiet)
            // What claims, alone: all commands of the client are its own.
            let claiming = QueueWorker(queue: "default", limit: 4, worker, store, outcomes)
            let id = try await queue.enqueue(Errand()).id
            let task = Mutex<Task<Void, Never>?>(nil)
            // It looks who waits, and claims; it can't read what it has claimed, nor give it back.
            try await withFailingCommands(
                ["find", "update"], of: "jobs: lost claims", after: 2, [("closeConnection", true)]
            ) {
                task.withLock { $0 = Task { await claiming.run() } }
                try await eventually { log.entries.contains { "\($0.message)".hasPrefix("Jobs can't be claimed") } }
                #expect(try await queue.state(id) == .running)
            }
            try await eventually { try await queue.state(id) == .done }
            let job = try #require(try await queue.get(id))
            #expect(job.attempt == 1 && job.failures.isEmpty && runs.all == [id: 1])
            await claiming.stop()
            await task.withLock { $0 }?.value
            await outcomes.flush(until: .now)
        }
    }

    /// - Parameter body: gets the same jobs twice: for the test, and through a client of the worker's own.
    private func withWorkersClient(
        _ name: String, _ body: @Sendable (JobQueue, JobQueue) async throws -> Void
    ) async throws {
        let client = try MongoClient(
            MongoSettings(uri: TestServer.uri, timeout: .seconds(60), applicationName: name))
        try await withJobs { queue in
            let database = client.database(queue.jobs.database.name)
            try await body(queue, JobQueue(Repository(database), schedules: Repository(database)))
        }
        await client.shutDown()
    }
}
