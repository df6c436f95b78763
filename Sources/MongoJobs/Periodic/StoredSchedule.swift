public import FoundationEssentials
public import MongoODM
public import Schemas

/// What is remembered of a periodic job, so that each of its ticks is enqueued once.
public struct StoredSchedule: Document {
    /// The name of the ``PeriodicJob``.
    public var id: String
    /// When it is due: the cron expression and the time zone.
    public var schedule: String
    /// The latest tick that was enqueued, or when the schedule was first seen.
    public var lastTick: Date

    public static let schema = Schema("job_schedules", StoredSchedule.init) {
        Field("_id", \.id).alsoAs("id")
        Field("schedule", \.schedule)
        Field("last_tick", \.lastTick)
    }
}
