import Foundation
import MongoODM
import TestSupport
import Testing

@testable import MongoJobs

@Suite struct LeaseTests {
    /// Its lease is all that a killed worker leaves behind.
    @Test func theJobsOfAWorkerThatDiedAreDoneByAnother() async throws {
        try await withJobs { queue in
            let runs = Runs()
            let ids = try await queue.enqueueAll((0..<20).map { Errand(number: $0) })
            _ = try await queue.store(lease: .milliseconds(50), worker: "dead").claim(ids)
            try await queue.work([JobHandler(Errand.self) { _, run in _ = runs.note(run) }]) {
                try await eventually { try await queue.count(state: .done) == 20 }
            }
            #expect(runs.all == Dictionary(uniqueKeysWithValues: ids.map { ($0, 1) }))
            #expect(try await queue.get(ids[0])?.attempt == 2)
        }
    }

    @Test func aJobLongerThanItsLeaseStaysItsWorkers() async throws {
        try await withJobs { queue in
            let (gate, runs) = (Gate(), Runs())
            let handler = JobHandler(Errand.self) { _, run in
                runs.note(run)
                await gate.pass()
            }
            let id = try await queue.enqueue(Errand()).id
            var settings = JobWorkerSettings.quick
            settings.lease = .seconds(3)
            try await queue.work([handler], workers: 3, settings: settings) {
                try await eventually { runs.count == 1 }
                let first = try #require(try await queue.get(id)?.nextAt)
                // Two leases later.
                try await eventually { try await queue.get(id)?.nextAt.map { $0 >= first + 6 } == true }
                gate.open()
                try await eventually { try await queue.state(id) == .done }
            }
            #expect(runs.all == [id: 1])
        }
    }

    @Test func aWorkerThatLostItsJobIsCancelledAndChangesNothing() async throws {
        try await withJobs { queue in
            let (begun, cancelled, gate) = (Runs(), Runs(), Gate())
            let handler = JobHandler(Errand.self) { _, run in
                begun.note(run)
                if run.attempt == 1 {
                    do { try await Task.sleep(for: .seconds(100)) } catch { cancelled.note(run) }
                } else {
                    await gate.pass()
                }
            }
            let id = try await queue.enqueue(Errand()).id
            try await queue.work([handler]) {
                try await eventually { begun.count == 1 }
                // As if the machine had been asleep.
                try await queue.jobs.updateOne(\.id == id, .set(\.nextAt, .now - 1000))
                try await eventually { cancelled.count == 1 }
                try await eventually { try await queue.get(id)?.attempt == 2 }
                #expect(try await queue.state(id) == .running)
                gate.open()
                try await eventually { try await queue.state(id) == .done }
            }
        }
    }

    @Test func shortJobsBehindASlowOneGoBackToOthers() async throws {
        try await withJobs { queue in
            let gate = Gate()
            let handler = JobHandler(Errand.self) { errand, _ in if errand.number == 100 { await gate.pass() } }
            // Short ones first, so that the worker fetches ahead; then a slow one with others behind it.
            try await queue.enqueueAll((0..<100).map { Errand(number: $0) }, priority: 1)
            try await queue.enqueueAll((100..<150).map { Errand(number: $0) })
            var settings = JobWorkerSettings.quick
            settings.concurrency = 1
            try await queue.work([handler], workers: 2, settings: settings) {
                try await eventually { try await queue.count(state: .done) == 149 }
                gate.open()
                try await eventually { try await queue.count(state: .done) == 150 }
            }
        }
    }
}
