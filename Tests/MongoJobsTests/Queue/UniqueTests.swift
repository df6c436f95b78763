import BSON
import Foundation
import MongoODM
import MongoTestSupport
import TestSupport
import Testing

@testable import MongoJobs

@Suite struct UniqueTests {
    @Test func aSecondJobWithTheKeyIsTheFirst() async throws {
        try await withJobs { queue in
            let first = try await queue.enqueue(Errand(number: 1), unique: "a")
            let second = try await queue.enqueue(Errand(number: 2), unique: "a")
            #expect(first.isNew && !second.isNew && first.id == second.id)
            #expect(try await queue.count() == 1)
        }
    }

    @Test func kindsHaveKeysOfTheirOwn() async throws {
        try await withJobs { queue in
            _ = try await queue.enqueue(Errand(), unique: "a")
            #expect(try await queue.enqueue(HurriedErrand(), unique: "a").isNew)
        }
    }

    @Test func anEmptyKeyIsAKey() async throws {
        try await withJobs { queue in
            _ = try await queue.enqueue(Errand(), unique: "")
            #expect(try await !queue.enqueue(Errand(), unique: "").isNew)
        }
    }

    @Test func rivalsStoreOneJob() async throws {
        try await withJobs { queue in
            for round in 0..<10 {
                let all = try await parallel(16) { _ in try await queue.enqueue(Errand(), unique: "\(round)") }
                #expect(all.filter(\.isNew).count == 1)
                #expect(Set(all.map(\.id)).count == 1)
            }
            #expect(try await queue.count() == 10)
        }
    }

    /// Each transaction also does something else, which must be done although the job was there.
    @Test func rivalsInTransactionsStoreOneJobAndAllCommit() async throws {
        try await withJobs { queue in
            for round in 0..<5 {
                let all = try await parallel(8) { _ in
                    try await TestServer.client.transaction { transaction in
                        try await queue.enqueue(Errand(), in: transaction)
                        return try await queue.enqueue(Errand(), unique: "\(round)", in: transaction)
                    }
                }
                #expect(all.filter(\.isNew).count == 1)
                #expect(Set(all.map(\.id)).count == 1)
            }
            #expect(try await queue.count() == 5 * 8 + 5)
        }
    }

    @Test func rivalsInAndOutOfTransactionsStoreOneJob() async throws {
        try await withJobs { queue in
            for round in 0..<5 {
                let all = try await parallel(12) { index in
                    if index % 2 == 0 { return try await queue.enqueue(Errand(), unique: "\(round)") }
                    return try await TestServer.client.transaction { transaction in
                        try await queue.enqueue(Errand(), unique: "\(round)", in: transaction)
                    }
                }
                #expect(all.filter(\.isNew).count == 1)
            }
            #expect(try await queue.count() == 5)
        }
    }

    @Test(arguments: [JobState.done, .dead, .cancelled])
    func aJobThatIsOverFreesItsKey(end: JobState) async throws {
        try await withJobs { queue in
            let first = try await queue.enqueue(Errand(), unique: "a")
            switch end {
            case .cancelled: try await queue.cancel(first.id)
            default:
                let claim = try #require(try await queue.store().claim([first.id]).first?.claim)
                let failure = FailedTry(attempt: 1, at: .now, reason: "")
                try await queue.store().store([Outcome(claim: claim, kind: end == .done ? .done(nil) : .dead(failure))])
            }
            #expect(try await queue.state(first.id) == end)
            #expect(try await queue.enqueue(Errand(), unique: "a").isNew)
        }
    }

    @Test func aJobThatRunsKeepsItsKey() async throws {
        try await withJobs { queue in
            let first = try await queue.enqueue(Errand(), unique: "a")
            _ = try await queue.store().claim([first.id])
            #expect(try await !queue.enqueue(Errand(), unique: "a").isNew)
        }
    }
}
