import BSON
import MongoODM
import TestSupport
import Testing

@testable import MongoJobs

/// Jobs whose data go when they are over.
@Suite struct PayloadEndTests {
    private static let secret = "ann@example.com"

    /// Whether the stored job tells who it was about.
    private func tells(_ jobs: JobQueue, _ id: ObjectID) async throws -> Bool {
        let stored = try await jobs.jobs.aggregate(
            Pipeline().match(\StoredJob.id == id), as: StoredJob.self)
        return "\(stored)".contains(Self.secret)
    }

    private func end(_ jobs: JobQueue, _ id: ObjectID, _ handler: JobHandler, as state: JobState) async throws {
        #expect(try await self.tells(jobs, id))
        try await jobs.work([handler]) { try await eventually { try await jobs.state(id) == state } }
        #expect(try await !self.tells(jobs, id))
    }

    @Test func nothingStaysOfAJobThatIsDone() async throws {
        try await withJobs { jobs in
            let id = try await jobs.enqueue(Farewell(address: Self.secret)).id
            let handler = JobHandler(Farewell.self) { job, run in
                // The failure quotes the address, and the next try needs it.
                if run.attempt == 1 { throw Mishap(description: "\(job.address) is asleep") }
                #expect(job.address == Self.secret)
            }
            try await self.end(jobs, id, handler, as: .done)
        }
    }

    @Test func theResultOfAJobThatIsDoneStays() async throws {
        try await withJobs { jobs in
            let id = try await jobs.enqueue(Farewell(address: Self.secret)).id
            let handler = JobHandler(Farewell.self) { _, _ in Receipt(price: "1.00") }
            try await self.end(jobs, id, handler, as: .done)
            #expect(try await jobs.get(id)?.result?["price"] == "1.00")
        }
    }

    @Test func nothingStaysOfADeadJob() async throws {
        try await withJobs { jobs in
            let id = try await jobs.enqueue(Farewell(address: Self.secret)).id
            let handler = JobHandler(Farewell.self) { job, _ in throw Mishap(description: "\(job.address) is gone") }
            try await self.end(jobs, id, handler, as: .dead)
        }
    }

    @Test func nothingStaysOfACancelledJob() async throws {
        try await withJobs { jobs in
            let id = try await jobs.enqueue(Farewell(address: Self.secret)).id
            #expect(try await jobs.cancel(id).payload == BSONDocument())
            #expect(try await !self.tells(jobs, id))
        }
    }

    @Test func nothingStaysOfAJobThatKilledItsWorkers() async throws {
        try await withJobs { jobs in
            let id = try await jobs.enqueue(Farewell(address: Self.secret)).id
            let store = jobs.store(lease: .zero)
            #expect(try await store.claim([id]).count == 1)
            #expect(try await store.reap() == 1)
            // It has another try.
            #expect(try await self.tells(jobs, id))
            #expect(try await store.claim([id]).count == 1)
            #expect(try await store.reap() == 1)
            #expect(try await jobs.state(id) == .dead)
            #expect(try await !self.tells(jobs, id))
        }
    }

    @Test func aJobWithoutItsDataIsNotTriedAgain() async throws {
        try await withJobs { jobs in
            let id = try await jobs.enqueue(Farewell(address: Self.secret), start: .after(.seconds(60))).id
            #expect(try await jobs.retry(id).state == .available)
            try await jobs.cancel(id)
            await #expect(throws: JobRefusal.payloadGone) { try await jobs.retry(id) }
        }
    }

    @Test func otherJobsKeepTheirs() async throws {
        try await withJobs { jobs in
            let id = try await jobs.enqueue(Errand(number: 7)).id
            try await jobs.work([JobHandler(Errand.self) { _, _ in }]) {
                try await eventually { try await jobs.state(id) == .done }
            }
            #expect(try await jobs.get(id)?.payload["number"] == 7)
        }
    }
}
