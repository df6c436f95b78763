import Foundation
import MongoODM
import TestSupport
import Testing

@testable import MongoJobs

@Suite struct CancellingTests {
    /// Sleeps until it is cancelled, and returns as if nothing had been.
    private static func sleeper(_ begun: Runs, _ cancelled: Runs) -> JobHandler {
        JobHandler(Errand.self) { _, run in
            begun.note(run)
            do { try await Task.sleep(for: .seconds(100)) } catch { cancelled.note(run) }
        }
    }

    @Test func cancellingARunningJobCancelsItsTask() async throws {
        try await withJobs { queue in
            let (begun, cancelled) = (Runs(), Runs())
            let handler = Self.sleeper(begun, cancelled)
            let id = try await queue.enqueue(Errand()).id
            try await queue.work([handler]) {
                try await eventually { begun.count == 1 }
                try await queue.cancel(id)
                try await eventually { cancelled.count == 1 }
            }
            // That the handler returned without an error does not make it done.
            #expect(try await queue.state(id) == .cancelled)
        }
    }

    @Test func aWorkerWithoutAChangeStreamHearsOfItByItsHeart() async throws {
        try await withJobs { queue in
            let (begun, cancelled) = (Runs(), Runs())
            let handler = Self.sleeper(begun, cancelled)
            let id = try await queue.enqueue(Errand()).id
            let store = queue.store(lease: .milliseconds(300))
            let worker = JobWorker(queue, handlers: [handler], logger: .quiet)
            let outcomes = OutcomeWriter(store, logger: .quiet)
            let one = QueueWorker(queue: "default", limit: 1, worker, store, outcomes)
            let tasks = [Task { await one.run() }, Task { await Heart(store, [one], .quiet).beat() }]
            try await eventually { begun.count == 1 }
            try await queue.cancel(id)
            try await eventually { cancelled.count == 1 }
            await one.stop()
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
        }
    }

    @Test func aCancelledJobThatWaitsDoesNotRun() async throws {
        try await withJobs { queue in
            let runs = Runs()
            let first = try await queue.enqueue(Errand()).id
            try await queue.cancel(first)
            let second = try await queue.enqueue(Errand()).id
            try await queue.work([JobHandler(Errand.self) { _, run in _ = runs.note(run) }]) {
                try await eventually { try await queue.state(second) == .done }
            }
            #expect(runs.all == [second: 1])
        }
    }
}
