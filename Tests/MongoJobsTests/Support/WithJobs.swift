import BSON
import Logging
import MongoODM
import MongoTestSupport
import Synchronization

@testable import MongoJobs

/// Runs a test with jobs in a database of its own, which is dropped afterwards, also after a failure.
func withJobs(_ body: @Sendable (JobQueue) async throws -> Void) async throws {
    try await withDatabase { database in
        let jobs = Repository<StoredJob>(database)
        try await jobs.createIndexes()
        try await body(JobQueue(jobs, schedules: Repository(database)))
    }
}

extension JobQueue {
    /// The statements of a worker, without one.
    func store(lease: Duration = .seconds(30), worker: String = "test") -> ClaimStore {
        ClaimStore(jobs: self.jobs, lease: lease, keeping: .seconds(60), worker: worker)
    }

    /// Lets workers work until something is so.
    func work(
        _ handlers: [JobHandler], workers: Int = 1, periodic: [PeriodicJob] = [],
        settings: JobWorkerSettings = .quick, logger: Logger = .quiet, until body: @Sendable () async throws -> Void
    ) async throws {
        let tasks = (0..<workers).map { _ in
            Task {
                await JobWorker(self, handlers: handlers, periodic: periodic, settings: settings, logger: logger).run()
            }
        }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        try result.get()
    }

    func state(_ id: ObjectID) async throws -> JobState? { try await self.get(id)?.state }
}

extension JobWorkerSettings {
    static let quick = JobWorkerSettings(pollInterval: .milliseconds(20))
}

extension Logger {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

/// What handlers did, by the jobs' identifiers.
final class Runs: Sendable {
    private let runs = Mutex<[ObjectID: Int]>([:])

    /// - Returns: how often the job was noted, with this time.
    @discardableResult
    func note(_ run: JobRun) -> Int {
        self.runs.withLock { runs in
            runs[run.id, default: 0] += 1
            return runs[run.id]!
        }
    }

    var all: [ObjectID: Int] { self.runs.withLock { $0 } }
    var count: Int { self.all.values.reduce(0, +) }
}
