import BSON
import Foundation
import Logging
import MongoODM
import TestSupport
import Testing

@testable import MongoJobs

@Suite struct JobWorkerTests {
    @Test func doesWhatWasEnqueued() async throws {
        try await withJobs { queue in
            let runs = Runs()
            let handler = JobHandler(Errand.self) { errand, run in
                #expect(errand.number == 7 && run.attempt == 1 && run.tries == 3 && !run.isLastTry)
                #expect(run.key == run.id.hexString)
                runs.note(run)
            }
            let id = try await queue.enqueue(Errand(number: 7)).id
            try await queue.work([handler]) {
                try await eventually { try await queue.state(id) == .done }
            }
            #expect(runs.all == [id: 1])
            let job = try #require(try await queue.get(id))
            #expect(job.finishedAt != nil && job.lease == nil && job.nextAt == nil && job.startedAt != nil)
        }
    }

    @Test func manyWorkersDoEachJobOnce() async throws {
        try await withJobs { queue in
            let runs = Runs()
            let handler = JobHandler(Errand.self) { _, run in _ = runs.note(run) }
            let ids = try await queue.enqueueAll((0..<1000).map { Errand(number: $0) })
            try await queue.work([handler], workers: 6) {
                try await eventually { try await queue.count(state: .done) == 1000 }
            }
            #expect(runs.all == Dictionary(uniqueKeysWithValues: ids.map { ($0, 1) }))
        }
    }

    @Test func keepsWhatAHandlerReturns() async throws {
        try await withJobs { queue in
            let handler = JobHandler(Errand.self) { errand, _ in Receipt(price: "\(errand.number)") }
            let id = try await queue.enqueue(Errand(number: 3)).id
            try await queue.work([handler]) {
                try await eventually { try await queue.state(id) == .done }
            }
            #expect(try await queue.get(id)?.result?.decoded(as: Receipt.self) == Receipt(price: "3"))
        }
    }

    /// It would fail the same way after every try.
    @Test func aResultThatDoesNotFitADocumentMakesTheJobDead() async throws {
        try await withJobs { queue in
            let handler = JobHandler(Errand.self) { _, _ in Receipt(price: String(repeating: "9", count: 17 << 20)) }
            let id = try await queue.enqueue(Errand()).id
            try await queue.work([handler]) {
                try await eventually { try await queue.state(id) == .dead }
            }
        }
    }

    @Test func triesAgainWhatFailedUntilTheTriesAreUsedUp() async throws {
        try await withJobs { queue in
            let runs = Runs()
            let handler = JobHandler(Errand.self) { _, run in
                #expect(runs.note(run) == run.attempt)
                throw Mishap()
            }
            let id = try await queue.enqueue(Errand()).id
            try await queue.work([handler]) {
                try await eventually { try await queue.state(id) == .dead }
            }
            let job = try #require(try await queue.get(id))
            #expect(runs.all == [id: 3] && job.failures.map(\.attempt) == [1, 2, 3])
            #expect(job.failures.allSatisfy { $0.reason == "It rained" })
        }
    }

    @Test func aRetriedJobHasAllOfItsTriesAgain() async throws {
        try await withJobs { queue in
            let runs = Runs()
            let handler = JobHandler(Errand.self) { _, run in if runs.note(run) < 5 { throw Mishap() } }
            let id = try await queue.enqueue(Errand()).id
            try await queue.work([handler]) {
                try await eventually { try await queue.state(id) == .dead }
                try await queue.retry(id)
                try await eventually { try await queue.state(id) == .done }
            }
            #expect(runs.all == [id: 5])
        }
    }

    @Test func aPermanentFailureIsTriedOnce() async throws {
        try await withJobs { queue in
            let handler = JobHandler(Errand.self) { _, _ in throw JobFailure.permanent("No such street") }
            let id = try await queue.enqueue(Errand()).id
            try await queue.work([handler]) {
                try await eventually { try await queue.state(id) == .dead }
            }
            #expect(try await queue.get(id)?.failures.map(\.reason) == ["No such street"])
        }
    }

    @Test func whatIsTooEarlyComesAgainAndCountsAsNoTry() async throws {
        try await withJobs { queue in
            let runs = Runs()
            let handler = JobHandler(Errand.self) { _, run in
                if runs.note(run) < 6 { throw JobFailure.later(after: .milliseconds(1)) }
            }
            let id = try await queue.enqueue(Errand()).id
            try await queue.work([handler]) {
                try await eventually { try await queue.state(id) == .done }
            }
            let job = try #require(try await queue.get(id))
            #expect(runs.all == [id: 6] && job.attempt == 1 && job.failures.isEmpty)
        }
    }

    @Test func dataThatDoNotFitTheirTypeMakeTheJobDead() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand()).id
            try await queue.jobs.updateOne(\.id == id, .set(\.payload, ["number": "seven"]))
            try await queue.work([JobHandler(Errand.self) { _, _ in }]) {
                try await eventually { try await queue.state(id) == .dead }
            }
        }
    }

    /// A release that does not know it yet leaves it to one that does.
    @Test func aJobWithoutAHandlerWaits() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand()).id
            var settings = JobWorkerSettings.quick
            settings.queues = ["default": 1]
            try await queue.work([], settings: settings) {
                try await eventually { try await queue.state(id) == .scheduled }
            }
            #expect(try await queue.get(id)?.attempt == 0)
        }
    }

    @Test func aQueueRunsNoMoreThanItsLimit() async throws {
        try await withJobs { queue in
            let (gate, runs) = (Gate(), Runs())
            let handler = JobHandler(Errand.self) { _, run in
                runs.note(run)
                await gate.pass()
            }
            try await queue.enqueueAll((0..<10).map { Errand(number: $0) })
            var settings = JobWorkerSettings.quick
            settings.concurrency = 3
            try await queue.work([handler], settings: settings) {
                try await eventually { runs.count == 3 }
                #expect(try await queue.count(state: .running) == 3)
                gate.open()
                try await eventually { try await queue.count(state: .done) == 10 }
            }
        }
    }

    @Test func aQueueDoesNotWaitForAnother() async throws {
        try await withJobs { queue in
            let gate = Gate()
            let slow = JobHandler(Errand.self) { _, _ in await gate.pass() }
            try await queue.enqueueAll((0..<10).map { Errand(number: $0) })
            try await queue.work([slow, JobHandler(HurriedErrand.self) { _, _ in }]) {
                try await eventually { try await queue.count(state: .running) == 4 }
                let id = try await queue.enqueue(HurriedErrand()).id
                try await eventually { try await queue.state(id) == .done }
                gate.open()
            }
        }
    }

    @Test func storesProgressOfARunningJob() async throws {
        try await withJobs { queue in
            let gate = Gate()
            let handler = JobHandler(Errand.self) { _, run in
                for step in 0...50 { run.report(Double(step) / 100) }
                run.report(.nan)
                await gate.pass()
                run.report(7)
            }
            let id = try await queue.enqueue(Errand()).id
            try await queue.work([handler]) {
                try await eventually { try await queue.get(id)?.progress == 0.5 }
                gate.open()
                try await eventually { try await queue.state(id) == .done }
            }
        }
    }

    @Test func whatTakesTooLongIsCancelledAndFails() async throws {
        try await withJobs { queue in
            let handler = JobHandler(HurriedErrand.self) { _, _ in try await Task.sleep(for: .seconds(100)) }
            let id = try await queue.enqueue(HurriedErrand()).id
            try await queue.work([handler]) {
                try await eventually { try await queue.state(id) == .dead }
            }
            #expect(try await queue.get(id)?.failures.first?.reason.hasPrefix("It took longer than") == true)
        }
    }
}
