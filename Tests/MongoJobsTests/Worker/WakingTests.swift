import Foundation
import MongoODM
import MongoTestSupport
import TestSupport
import Testing

@testable import MongoJobs

@Suite struct WakingTests {
    /// A worker that would look by itself only after minutes.
    private static let sleepy = JobWorkerSettings(pollInterval: .seconds(300))

    @Test func anIdleWorkerHearsOfANewJob() async throws {
        try await withJobs { queue in
            try await queue.work([JobHandler(Errand.self) { _, _ in }], settings: Self.sleepy) {
                for number in 0..<5 {
                    let id = try await queue.enqueue(Errand(number: number)).id
                    try await eventually { try await queue.state(id) == .done }
                }
            }
        }
    }

    @Test func anIdleWorkerHearsOfAJobThatWasCommitted() async throws {
        try await withJobs { queue in
            try await queue.work([JobHandler(Errand.self) { _, _ in }], settings: Self.sleepy) {
                try await queue.enqueue(Errand())
                try await eventually { try await queue.count(state: .done) == 1 }
                try await TestServer.client.transaction { transaction in
                    _ = try await queue.enqueue(Errand(), in: transaction)
                }
                try await eventually { try await queue.count(state: .done) == 2 }
            }
        }
    }

    @Test func anIdleWorkerHearsOfARetriedJob() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand()).id
            try await queue.cancel(id)
            try await queue.work([JobHandler(Errand.self) { _, _ in }], settings: Self.sleepy) {
                let first = try await queue.enqueue(Errand()).id
                try await eventually { try await queue.state(first) == .done }
                try await queue.retry(id)
                try await eventually { try await queue.state(id) == .done }
            }
        }
    }

    /// Other programs use up the streams that a client may have.
    @Test func aWorkerWithoutAChangeStreamPolls() async throws {
        try await withJobs { queue in
            let client = try MongoClient(MongoSettings(uri: TestServer.uri, changeStreamLimit: 0))
            let database = client.database(queue.jobs.database.name)
            let other = JobQueue(Repository(database), schedules: Repository(database))
            try await other.work([JobHandler(Errand.self) { _, _ in }]) {
                for number in 0..<3 {
                    let id = try await queue.enqueue(Errand(number: number)).id
                    try await eventually { try await queue.state(id) == .done }
                }
            }
            await client.shutDown()
        }
    }

    @Test func aJobForLaterRunsWhenItIsDue() async throws {
        try await withJobs { queue in
            let id = try await queue.enqueue(Errand(), start: .after(.milliseconds(300))).id
            try await queue.work([JobHandler(Errand.self) { _, _ in }]) {
                try await eventually { try await queue.state(id) == .done }
            }
            let job = try #require(try await queue.get(id))
            #expect(try #require(job.startedAt).timeIntervalSince(job.createdAt) >= 0.3)
        }
    }
}
