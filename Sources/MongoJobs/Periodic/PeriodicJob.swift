public import FoundationEssentials
import MongoODM

/// A job that is enqueued again and again, by a schedule.
///
/// Each tick is enqueued once, however many workers have the same list. Of ticks that passed while no worker ran, the
/// latest is made up for when one runs again, and the others are not. A schedule that is new or was changed begins with its next tick.
public struct PeriodicJob: Sendable {
    let name: String
    let schedule: CronSchedule
    let enqueue: @Sendable (Date, JobQueue, Transaction) async throws -> Void

    /// - Parameters:
    ///   - name: what its ticks are remembered under.
    ///   - schedule: when it is due.
    ///   - job: makes the job of a tick, which it gets.
    public init<Payload: Job>(
        _ name: String, _ schedule: CronSchedule, _ job: @escaping @Sendable (Date) -> Payload
    ) {
        self.name = name
        self.schedule = schedule
        self.enqueue = { tick, queue, transaction in try await queue.enqueue(job(tick), in: transaction) }
    }
}
