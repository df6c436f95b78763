import BSON
import FoundationEssentials
import MongoODM

/// Enqueues the ticks of periodic jobs, each once: the job and the memory of its tick are stored together, if no other
/// worker has stored the tick or a later one.
struct PeriodicTicks: Sendable {
    private let queue: JobQueue
    private let jobs: [PeriodicJob]
    /// The latest ticks that are known to be enqueued, by the names of the jobs.
    private var known: [String: Date] = [:]

    init(_ queue: JobQueue, _ jobs: [PeriodicJob]) {
        self.queue = queue
        self.jobs = jobs
    }

    /// - Parameter now: by this machine's clock. If that is fast, the database's holds it back.
    mutating func enqueueDue(now: Date = .now) async throws {
        for job in self.jobs {
            let last: Date
            if let known = self.known[job.name] { last = known } else { last = try await self.remember(job) }
            self.known[job.name] = last
            guard let next = job.schedule.next(after: last), next <= now,
                let tick = job.schedule.latest(notAfter: now)
            else { continue }
            if try await self.enqueue(job, tick) {
                self.known[job.name] = tick
            } else {
                // Another was faster, or the database's clock is not there yet.
                self.known[job.name] = try await self.queue.schedules.get(job.name)?.lastTick
            }
        }
    }

    /// - Returns: false when the tick was enqueued before, or is not there yet by the database's clock.
    private func enqueue(_ job: PeriodicJob, _ tick: Date) async throws -> Bool {
        let hasCome = Query<StoredSchedule>.raw(["$expr": ["$lte": [.date(tick), "$$NOW"]]])
        return try await self.queue.jobs.database.client.transaction { transaction in
            let result = try await self.queue.schedules.updateOne(
                \.id == job.name && \.lastTick < tick && hasCome, .set(\.lastTick, tick), in: transaction)
            guard result.matched == 1 else { return false }
            try await job.enqueue(tick, self.queue, transaction)
            return true
        }
    }

    /// The latest tick that is known of a job. One whose schedule is new or was changed begins now.
    private func remember(_ job: PeriodicJob) async throws -> Date {
        let schedule: BSONValue = ["$literal": .string(job.schedule.text)]
        let isSame: BSONValue = ["$eq": ["$schedule", schedule]]
        try await self.queue.schedules.updateOne(
            \.id == job.name,
            Pipeline().stage([
                "$set": ["schedule": schedule, "last_tick": ["$cond": [isSame, "$last_tick", "$$NOW"]]]
            ]), upsert: true)
        return try await self.queue.schedules.get(job.name)?.lastTick ?? .now
    }
}
