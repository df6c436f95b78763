import Foundation
import MongoODM
import TestSupport
import Testing

@testable import MongoJobs

@Suite struct StoppingTests {
    @Test func aStoppedWorkerEndsWhatRunsAndBeginsNothing() async throws {
        try await withJobs { queue in
            let (gate, runs) = (Gate(), Runs())
            let handler = JobHandler(Errand.self) { _, run in
                runs.note(run)
                await gate.pass()
                // A handler that works on is not cancelled by the stop.
                try Task.checkCancellation()
            }
            try await queue.enqueueAll((0..<10).map { Errand(number: $0) })
            var settings = JobWorkerSettings.quick
            settings.concurrency = 2
            let worker = JobWorker(queue, handlers: [handler], settings: settings, logger: .quiet)
            let task = Task { await worker.run() }
            try await eventually { runs.count == 2 }
            task.cancel()
            gate.open()
            await task.value
            #expect(runs.count == 2)
            #expect(try await queue.count(state: .done) == 2)
            #expect(try await queue.count(state: .available) == 8)
        }
    }

    @Test(arguments: [true, false])
    func whatDoesNotEndInTimeIsGivenBackAtOnce(heedsCancellation: Bool) async throws {
        try await withJobs { queue in
            let gate = Gate()
            let handler = JobHandler(Errand.self) { _, _ in
                if heedsCancellation { try await Task.sleep(for: .seconds(100)) } else { await gate.pass() }
            }
            let id = try await queue.enqueue(Errand()).id
            var settings = JobWorkerSettings.quick
            settings.gracePeriod = .milliseconds(50)
            try await queue.work([handler], settings: settings) {
                try await eventually { try await queue.state(id) == .running }
            }
            let job = try #require(try await queue.get(id))
            #expect(job.state == .available && job.attempt == 0 && job.lease == nil && job.failures.isEmpty)
            gate.open()
        }
    }

    @Test func aWorkerThatIsStoppedBeforeItBeginsEnds() async throws {
        try await withJobs { queue in
            let worker = JobWorker(queue, handlers: [JobHandler(Errand.self) { _, _ in }], logger: .quiet)
            let task = Task { await worker.run() }
            task.cancel()
            await task.value
        }
    }
}
