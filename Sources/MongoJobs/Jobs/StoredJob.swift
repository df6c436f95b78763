public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas

/// A job as MongoDB has it: for lists and for those who look after jobs. ``JobQueue`` and ``JobWorker`` write it.
public struct StoredJob: Document {
    public var id = ObjectID()
    public var kind: String
    public var queue: String
    public var priority: Int
    public var state: JobState
    /// The data of the ``Job``. Empty when it is over and ``keepsPayload`` is false.
    public var payload: BSONDocument
    /// Whether payload and failures stay when the job is over.
    public var keepsPayload = true
    /// The key that it was enqueued with, if any.
    public var uniqueKey: String?
    /// The kind and the unique key while the job is not over: no two jobs hold the same.
    public var activeKey: String?
    /// Which try runs, or was the last; 0 before the first.
    public var attempt = 0
    /// How often it is tried.
    public var tries: Int
    /// When a scheduled job becomes available, since when an available one is, when a running one's lease ends.
    public var nextAt: Date?
    /// The claim of the worker that has it.
    public var lease: ObjectID?
    /// The name of the worker that has it or had it last.
    public var worker: String?
    /// From 0 to 1, if its handler tells.
    public var progress: Double?
    /// What its handler returned.
    public var result: BSONDocument?
    /// The last tries that failed, the latest last.
    public var failures: [FailedTry] = []
    public var createdAt: Date
    /// When its latest try was claimed.
    public var startedAt: Date?
    /// When it was over.
    public var finishedAt: Date?
    /// When MongoDB deletes it.
    public var deleteAt: Date?

    public static let schema = Schema("jobs", StoredJob.init) {
        Field("_id", \.id).alsoAs("id")
        Field("kind", \.kind)
        Field("queue", \.queue)
        Field("priority", \.priority, default: 0)
        Field("state", \.state)
        Field("payload", \.payload, default: BSONDocument())
        Field("keeps_payload", \.keepsPayload, default: true).storedOnly()
        Field("unique_key", \.uniqueKey)
        Field("active_key", \.activeKey, default: nil).storedOnly()
        Field("attempt", \.attempt, default: 0)
        Field("tries", \.tries, default: 1)
        Field("next_at", \.nextAt)
        Field("lease", \.lease, default: nil).storedOnly()
        Field("worker", \.worker)
        Field("progress", \.progress)
        Field("result", \.result)
        Field("failures", \.failures, default: [])
        Field("created_at", \.createdAt)
        Field("started_at", \.startedAt)
        Field("finished_at", \.finishedAt)
        Field("delete_at", \.deleteAt, default: nil).storedOnly()
    }

    public static let indexes = [
        // Claims: who is next in a queue. Jobs that do not wait are not in it, so that it stays small.
        Index<StoredJob>(
            .ascending(\.queue), .ascending(\.state), .descending(\.priority), .ascending(\.nextAt), .ascending(\.id)
        ).only(where: \.state == .available),
        // What is due: scheduled jobs, leases that end, how long the oldest waits.
        Index<StoredJob>(.ascending(\.state), .ascending(\.nextAt)),
        // Lists.
        Index<StoredJob>(.ascending(\.state), .descending(\.id)),
        Index<StoredJob>(.ascending(\.kind), .ascending(\.state), .descending(\.id)),
        // One job of a key at a time.
        Index<StoredJob>(.ascending(\.activeKey)).unique().only(where: \.activeKey > ""),
        Index<StoredJob>(.ascending(\.deleteAt)).sparse().expiring(after: .zero),
    ]

    /// Reads the data of the job.
    ///
    /// - Throws: ``Schemas/ValidationError`` when they don't fit the type.
    public func decodePayload<Payload: Job>(as type: Payload.Type = Payload.self) throws(ValidationError) -> Payload {
        try self.payload.decoded()
    }
}

/// A try that failed.
public struct FailedTry: SchemaObject, Hashable {
    /// Which one, counted from 1.
    public var attempt: Int
    public var at: Date
    /// Why.
    public var reason: String
    /// Whether all that is known is that the worker gave no sign of life any more: the work may have nothing to do with it.
    public var workerDied = false

    public static let schema = Schema(FailedTry.init) {
        Field("attempt", \.attempt)
        Field("at", \.at)
        Field("reason", \.reason)
        Field("worker_died", \.workerDied, default: false)
    }
}
