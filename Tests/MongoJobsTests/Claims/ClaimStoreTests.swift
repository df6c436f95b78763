import BSON
import Foundation
import MongoODM
import TestSupport
import Testing

@testable import MongoJobs

@Suite struct ClaimStoreTests {
    @Test func theLargerPriorityGoesFirstThenWhatIsDueLongest() async throws {
        try await withJobs { queue in
            let late = try await queue.enqueue(Errand(), start: .at(.now - 10)).id
            let early = try await queue.enqueue(Errand(), start: .at(.now - 20)).id
            let urgent = try await queue.enqueue(Errand(), priority: 1).id
            let unimportant = try await queue.enqueue(Errand(), start: .at(.now - 100), priority: -1).id
            #expect(
                try await queue.store().waiting(in: "default", limit: 9) == [urgent, early, late, unimportant])
        }
    }

    @Test func rivalsClaimEachJobOnce() async throws {
        try await withJobs { queue in
            try await queue.enqueueAll((0..<400).map { Errand(number: $0) })
            let claimed = try await parallel(8) { index in
                var claimer = Claimer(queue.store(worker: "\(index)"), queue: "default")
                var jobs: [ObjectID] = []
                while true {
                    let round = try await claimer.claim(10)
                    jobs += round.jobs.map(\.id)
                    if round.isAll { return jobs }
                }
            }.flatMap { $0 }
            #expect(claimed.count == 400 && Set(claimed).count == 400)
        }
    }

    @Test func aClaimThatIsLostChangesNothing() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand()).id
            let store = queue.store(lease: .milliseconds(1))
            let lost = try #require(try await store.claim([id]).first?.claim)
            try await eventually { try await store.reap() == 1 }
            let held = try #require(try await queue.store().claim([id]).first?.claim)
            let failure = FailedTry(attempt: 1, at: .now, reason: "")
            try await store.store([Outcome(claim: lost, kind: .done(nil))])
            try await store.store([Outcome(claim: lost, kind: .dead(failure))])
            try await store.store([Outcome(claim: lost, kind: .failed(failure, pause: .zero))])
            try await store.store([Outcome(claim: lost, kind: .returned(after: .zero))])
            try await store.store(progress: 1, of: lost)
            let job = try #require(try await queue.get(id))
            #expect(job.claim == held && job.state == .running && job.attempt == 2 && job.progress == nil)
            #expect(try await store.renew([lost, held]) == [lost])
        }
    }

    @Test func aRenewedLeaseDoesNotEnd() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand()).id
            let claim = try #require(try await queue.store(lease: .milliseconds(1)).claim([id]).first?.claim)
            #expect(try await queue.store(lease: .seconds(60)).renew([claim]) == [])
            #expect(try await queue.store().reap() == 0)
        }
    }

    /// A worker that dies in the middle says nothing: all that is left of it is its lease.
    @Test func aJobThatKillsItsWorkerEveryTimeIsDeadAfterItsTries() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand(), unique: "a").id
            for attempt in 1...3 {
                let job = try #require(try await queue.store(lease: .milliseconds(1)).claim([id]).first)
                // The handler is not told of them as if they were its own.
                #expect(job.attempt == attempt && JobRun(job).failures == 0)
                try await eventually { try await queue.store().reap() == 1 }
            }
            let job = try #require(try await queue.get(id))
            #expect(job.state == .dead && job.failures.count == 3 && job.activeKey == nil && job.lease == nil)
            #expect(job.finishedAt != nil && job.deleteAt != nil && job.nextAt == nil)
        }
    }

    @Test func aJobThatIsGivenBackWasNotTried() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand()).id
            try await queue.end(id, .returned(after: .zero))
            let job = try #require(try await queue.get(id))
            #expect(job.state == .available && job.attempt == 0 && job.lease == nil)
        }
    }

    @Test func finishedJobsAreDeletedAfterATime() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand()).id
            try await queue.end(id, .done(nil))
            let job = try #require(try await queue.get(id))
            let kept = try #require(job.deleteAt).timeIntervalSince(try #require(job.finishedAt))
            #expect(abs(kept - 60) < 20)
        }
    }

    @Test func keepsTheLastTenFailures() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand()).id
            for number in 1...12 {
                try await queue.end(
                    id, .failed(FailedTry(attempt: number, at: .now, reason: "$kind"), pause: .zero))
            }
            let failures = try #require(try await queue.get(id)).failures
            #expect(failures.map(\.attempt) == Array(3...12) && failures[0].reason == "$kind")
            let again = try #require(try await queue.store().claim([id]).first)
            #expect(JobRun(again).failures == 10)
        }
    }
}
