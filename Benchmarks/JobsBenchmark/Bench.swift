import BSON
import Foundation
import Logging
import MongoJobs
import MongoODM
import Schemas
import Synchronization

/// A queue in a database of its own, which is dropped afterwards.
struct Bench: Sendable {
    let queue: JobQueue
    let database: MongoDatabase

    static func with(_ body: @Sendable (Bench) async throws -> Void) async throws {
        let uri = ProcessInfo.processInfo.environment["MONGODB_URI"] ?? "mongodb://localhost:27017/?replicaSet=rs0"
        let client = try MongoClient(MongoSettings(uri: uri, timeout: .seconds(120)))
        let database = client.database("jobs_benchmark")
        let stored = Repository<StoredJob>(database)
        let schedules = Repository<StoredSchedule>(database)
        let result: Result<Void, any Error>
        do {
            try await database.drop()
            try await stored.createIndexes()
            result = .success(try await body(Bench(queue: JobQueue(stored, schedules: schedules), database: database)))
        } catch {
            result = .failure(error)
        }
        try? await database.drop()
        await client.shutDown()
        try result.get()
    }

    func fill(_ count: Int, priority: Int = 0) async throws {
        for start in stride(from: 0, to: count, by: 1000) {
            try await self.queue.enqueueAll(
                (start..<min(start + 1000, count)).map { Nothing(number: $0) }, priority: priority)
        }
    }

    /// Stores jobs for tomorrow: one, and the server makes copies of it.
    func schedule(_ count: Int) async throws {
        let original = try await self.queue.enqueue(Nothing(number: 0), start: .after(.seconds(86_400))).id
        for start in stride(from: 1, to: count, by: 10_000) {
            let copies: BSONValue = ["$range": [0, .int32(Int32(min(10_000, count - start)))]]
            try await self.database.run([
                "aggregate": .string(StoredJob.schema.name), "cursor": .document(BSONDocument()),
                "pipeline": [
                    ["$match": ["_id": .objectID(original)]], ["$set": ["copy": copies]], ["$unwind": "$copy"],
                    ["$unset": ["_id", "copy"]], ["$merge": ["into": .string(StoredJob.schema.name)]],
                ],
            ])
        }
    }

    /// Lets a worker do a number of jobs.
    ///
    /// - Returns: the seconds from the first job's beginning until the last one's outcome is stored.
    func work(_ count: Int, concurrency: Int) async throws -> Double {
        let tally = Tally(count)
        let handler = JobHandler(Nothing.self) { _, _ in tally.note() }
        let done = try await self.queue.count(state: .done, limit: .max)
        let worker = JobWorker(
            self.queue, handlers: [handler], settings: JobWorkerSettings(concurrency: concurrency), logger: Self.logger)
        let task = Task { await worker.run() }
        let start = await tally.wait()
        while try await self.queue.count(state: .done, limit: .max) < done + count {
            try await Task.sleep(for: .milliseconds(1))
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        task.cancel()
        await task.value
        return seconds
    }

    static var logger: Logger {
        var logger = Logger(label: "jobs")
        logger.logLevel = .error
        return logger
    }
}

/// Counts jobs.
final class Tally: Sendable {
    private struct State {
        var left: Int
        var start: ContinuousClock.Instant?
        var waiting: CheckedContinuation<ContinuousClock.Instant, Never>?
    }

    private let state: Mutex<State>

    init(_ count: Int) { self.state = Mutex(State(left: count)) }

    func note() {
        let (waiting, start) = self.state.withLock { state in
            let start = state.start ?? .now
            state.start = start
            state.left -= 1
            guard state.left == 0 else { return (nil as CheckedContinuation<ContinuousClock.Instant, Never>?, start) }
            defer { state.waiting = nil }
            return (state.waiting, start)
        }
        waiting?.resume(returning: start)
    }

    /// Waits until all were counted.
    ///
    /// - Returns: when the first was.
    func wait() async -> ContinuousClock.Instant {
        await withCheckedContinuation { continuation in
            let start = self.state.withLock { state in
                if state.left > 0 { state.waiting = continuation }
                return state.left > 0 ? nil : state.start
            }
            if let start { continuation.resume(returning: start) }
        }
    }
}
