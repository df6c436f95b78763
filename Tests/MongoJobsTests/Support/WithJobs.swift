import BSON
import Foundation
import Logging
import MongoODM
import Synchronization
import TestSupport

@testable import MongoJobs

private let databases = Turnstile(4)

/// The server that `make test` started, or the one that MONGODB_URI names.
enum TestServer {
    static let uri =
        ProcessInfo.processInfo.environment["MONGODB_URI"] ?? "mongodb://127.0.0.1:27017/test?replicaSet=rs0"

    static let client: MongoClient = {
        do {
            return try MongoClient(MongoSettings(uri: uri, timeout: .seconds(60), changeStreamLimit: 100))
        } catch {
            fatalError("MONGODB_URI is no connection string: \(error)")
        }
    }()
}

/// Runs a test with jobs in a database of its own, which is dropped afterwards, also after a failure.
func withJobs(_ body: @escaping @Sendable (JobQueue) async throws -> Void) async throws {
    try await databases.pass {
        let database = TestServer.client.database("test_\(UUID().uuidString.prefix(8).lowercased())")
        let jobs = Repository<StoredJob>(database)
        let result: Result<Void, any Error>
        do {
            try await jobs.createIndexes()
            result = .success(try await body(JobQueue(jobs, schedules: Repository(database))))
        } catch {
            result = .failure(error)
        }
        try await database.drop()
        try result.get()
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

/// Holds handlers until it is opened.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        if !self.isOpen { await withCheckedContinuation { self.waiting.append($0) } }
    }

    func open() {
        self.isOpen = true
        for continuation in self.waiting { continuation.resume() }
        self.waiting = []
    }
}
