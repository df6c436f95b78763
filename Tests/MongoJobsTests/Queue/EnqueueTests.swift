import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Schemas
import TestSupport
import Testing

@testable import MongoJobs

@Suite struct EnqueueTests {
    @Test func storesTheJobAsItsKindSays() async throws {
        try await withJobs { queue in
            let enqueued = try await queue.enqueue(Errand(number: 7))
            let job = try #require(try await queue.get(enqueued.id))
            #expect(enqueued.isNew)
            #expect(job.kind == "errand" && job.queue == "default" && job.state == .available && job.tries == 3)
            #expect(try job.decodePayload(as: Errand.self).number == 7)
            #expect(abs(job.createdAt.timeIntervalSinceNow) < 60)
        }
    }

    @Test func refusesAJobThatBreaksItsSchema() async throws {
        try await withJobs { queue in
            await #expect(throws: ValidationError.self) { try await queue.enqueue(Errand(number: -1)) }
            let count = try await queue.count()
            #expect(count == 0)
        }
    }

    /// What looks like an expression of the server's is text.
    @Test func storesTextThatLooksLikeAnExpression() async throws {
        try await withJobs { queue in
            let enqueued = try await queue.enqueue(HurriedErrand(place: "$$ROOT"), unique: "$kind")
            let job = try #require(try await queue.get(enqueued.id))
            #expect(try job.decodePayload(as: HurriedErrand.self).place == "$$ROOT")
            #expect(job.uniqueKey == "$kind")
        }
    }

    @Test func aRolledBackTransactionLeavesNoJob() async throws {
        try await withJobs { queue in
            await #expect(throws: Mishap.self) {
                try await TestServer.client.transaction { transaction in
                    try await queue.enqueue(Errand(), in: transaction)
                    try await queue.enqueue(Errand(), unique: "a", in: transaction)
                    try await queue.enqueueAll([Errand(), Errand()], in: transaction)
                    throw Mishap()
                }
            }
            let count = try await queue.count()
            #expect(count == 0)
        }
    }

    @Test func storesManyAtOnce() async throws {
        try await withJobs { queue in
            let ids = try await queue.enqueueAll((0..<250).map { Errand(number: $0) })
            #expect(Set(ids).count == 250)
            #expect(try await queue.count(state: .available) == 250)
            let last = try #require(try await queue.get(ids[249]))
            #expect(try last.decodePayload(as: Errand.self).number == 249)
            #expect(abs(last.createdAt.timeIntervalSinceNow) < 60)
        }
    }

    @Test func identifiedJobsAreStoredOnce() async throws {
        try await withJobs { queue in
            let jobs = (0..<3).map { (id: ObjectID(), job: Errand(number: $0)) }
            try await queue.enqueueAll(identified: [jobs[0]])
            try await queue.cancel(jobs[0].id)
            for _ in 0..<2 { try await queue.enqueueAll(identified: jobs) }
            #expect(try await queue.count() == 3)
            // Whatever has become of it.
            #expect(try await queue.state(jobs[0].id) == .cancelled)
            #expect(try await queue.state(jobs[1].id) == .available)
            let last = try #require(try await queue.get(jobs[2].id))
            #expect(try last.decodePayload(as: Errand.self).number == 2)
            try await queue.enqueueAll(identified: [(id: ObjectID, job: Errand)]())
            #expect(try await queue.count() == 3)
        }
    }

    @Test func identifiedJobsOfATransactionAreNewOrNone() async throws {
        try await withJobs { queue in
            let (known, new) = ((id: ObjectID(), job: Errand()), (id: ObjectID(), job: Errand()))
            try await queue.enqueueAll(identified: [known])
            await #expect(throws: MongoError.self) {
                try await TestServer.client.transaction { transaction in
                    try await queue.enqueueAll(identified: [known, new], in: transaction)
                }
            }
            await #expect(throws: Mishap.self) {
                try await TestServer.client.transaction { transaction in
                    try await queue.enqueueAll(identified: [new], in: transaction)
                    throw Mishap()
                }
            }
            #expect(try await queue.count() == 1)
            try await TestServer.client.transaction { transaction in
                try await queue.enqueueAll(identified: [new], in: transaction)
            }
            #expect(try await queue.state(new.id) == .available)
        }
    }

    @Test func aJobForLaterIsScheduled() async throws {
        try await withJobs { queue in
            let soon = try await queue.enqueue(Errand(), start: .after(.seconds(100)))
            let later = try await queue.enqueue(Errand(), start: .at(.now + 200))
            let past = try await queue.enqueue(Errand(), start: .at(.now - 200))
            #expect(try await queue.state(soon.id) == .scheduled)
            #expect(try await queue.state(later.id) == .scheduled)
            #expect(try await queue.state(past.id) == .available)
            let due = try #require(try await queue.get(soon.id)?.nextAt)
            #expect(abs(due.timeIntervalSinceNow - 100) < 30)
        }
    }
}
