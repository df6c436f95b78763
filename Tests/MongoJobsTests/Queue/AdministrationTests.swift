import BSON
import Foundation
import MongoODM
import TestSupport
import Testing

@testable import MongoJobs

@Suite struct AdministrationTests {
    @Test func listsTheNewestFirstByStateAndKind() async throws {
        try await withJobs { queue in
            let first = try await queue.enqueue(Errand()).id
            let second = try await queue.enqueue(HurriedErrand()).id
            let third = try await queue.enqueue(Errand(), start: .after(.seconds(100))).id
            #expect(try await queue.list().map(\.id) == [third, second, first])
            #expect(try await queue.list(skip: 1, limit: 1).map(\.id) == [second])
            #expect(try await queue.list(state: .available).map(\.id) == [second, first])
            #expect(try await queue.list(kind: "errand").map(\.id) == [third, first])
            #expect(try await queue.list(state: .scheduled, kind: "errand").map(\.id) == [third])
            #expect(try await queue.count(kind: "errand") == 2)
        }
    }

    @Test func retriesADeadJob() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand(), unique: "a").id
            try await queue.end(id, .dead(FailedTry(attempt: 1, at: .now, reason: "rain")))
            let job = try await queue.retry(id)
            #expect(job.state == .available && job.attempt == 0 && job.finishedAt == nil && job.deleteAt == nil)
            #expect(job.failures.map(\.reason) == ["rain"])
            #expect(try await !queue.enqueue(Errand(), unique: "a").isNew)
        }
    }

    @Test func doesNotRetryWhatHasASuccessor() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand(), unique: "a").id
            try await queue.cancel(id)
            _ = try await queue.enqueue(Errand(), unique: "a")
            await #expect(throws: JobRefusal.keyTaken) { try await queue.retry(id) }
        }
    }

    @Test func aDoneJobIsNeitherRetriedNorCancelled() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand()).id
            try await queue.end(id, .done(nil))
            await #expect(throws: JobRefusal.done) { try await queue.retry(id) }
            await #expect(throws: JobRefusal.done) { try await queue.cancel(id) }
        }
    }

    @Test func aRunningJobIsNotRetried() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand()).id
            _ = try await queue.store().claim([id])
            await #expect(throws: JobRefusal.running) { try await queue.retry(id) }
        }
    }

    @Test func anUnknownJobIsNotFound() async throws {
        try await withJobs { queue in
            await #expect(throws: JobRefusal.notFound) { try await queue.retry(ObjectID()) }
            await #expect(throws: JobRefusal.notFound) { try await queue.cancel(ObjectID()) }
        }
    }

    @Test func cancellingTwiceIsCancellingOnce() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand()).id
            try await queue.cancel(id)
            #expect(try await queue.cancel(id).state == .cancelled)
        }
    }

    @Test func healthTellsLagAndDeadJobs() async throws {
        try await withJobs { queue in
            #expect(try await queue.health() == JobHealth(lag: .zero, dead: 0))
            let id = try await queue.enqueue(Errand()).id
            try await queue.end(id, .dead(FailedTry(attempt: 1, at: .now, reason: "")))
            try await queue.enqueue(Errand(), start: .at(.now - 100))
            try await queue.enqueue(Errand(), start: .after(.seconds(100)))
            let health = try await queue.health()
            #expect(health.dead == 1)
            #expect(health.lag > .seconds(90) && health.lag < .seconds(200))
        }
    }

    /// Without a worker a scheduled job stays scheduled, however long ago it was due.
    @Test func lagCountsScheduledJobsThatNoWorkerLooksAt() async throws {
        try await withJobs { queue in
            try await queue.enqueue(Errand(), start: .after(.milliseconds(1)))
            try await eventually { try await queue.health().lag > .milliseconds(5) }
        }
    }
}

extension JobQueue {
    /// Claims a job and lets it end.
    func end(_ id: ObjectID, _ kind: Outcome.Kind) async throws {
        let claim = try #require(try await self.store().claim([id]).first?.claim)
        try await self.store().store([Outcome(claim: claim, kind: kind)])
    }
}
