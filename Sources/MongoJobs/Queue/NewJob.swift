import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// A job that is about to be stored.
struct NewJob {
    let id: ObjectID
    let activeKey: String?
    private let start: JobStart
    /// What is known of it here; the database's clock adds the rest.
    private let fields: [(key: String, value: BSONValue)]

    init<Payload: Job>(
        _ job: Payload, id: ObjectID = ObjectID(), key: String?, start: JobStart, priority: Int?
    ) throws {
        try job.validate()
        self.id = id
        let options = Payload.options
        self.activeKey = key.map { "\(Payload.kind):\($0)" }
        self.start = start
        let stored = StoredJob(
            id: self.id, kind: Payload.kind, queue: options.queue, priority: priority ?? options.priority,
            state: .available, payload: try BSONDocument(encoding: job), keepsPayload: options.keepsPayload,
            uniqueKey: key,
            activeKey: self.activeKey, tries: options.tries, createdAt: Date(timeIntervalSince1970: 0))
        let computed = ["state", "next_at", "created_at"]
        self.fields = try BSONDocument(encoding: stored).fields.filter {
            $0.value != .null && !computed.contains($0.key)
        }
    }

    /// Makes the job of a document that was not there, and leaves one that was there as it is.
    var insertion: Pipeline {
        let constants = BSONDocument(self.fields.map { ($0.key, $0.value) })
        let (state, nextAt) = self.beginning
        let job: BSONValue = [
            "$mergeObjects": [
                ["$literal": .document(constants)], ["state": state, "next_at": nextAt, "created_at": "$$NOW"],
            ]
        ]
        let isThere: BSONValue = ["$ne": [["$type": "$kind"], "missing"]]
        return Pipeline().stage(["$replaceWith": ["$cond": [isThere, "$$ROOT", job]]])
    }

    /// The same without a pipeline, which a bulk does not take: for a job that may begin now, and whose identifier no
    /// document has.
    var immediateInsertion: [Update<StoredJob>] {
        self.fields.filter { $0.key != "_id" }.map { .raw("$setOnInsert", $0.key, $0.value) } + [
            .setOnInsert(\.state, .available), .setNow(\.nextAt), .setNow(\.createdAt),
        ]
    }

    private var beginning: (state: BSONValue, nextAt: BSONValue) {
        let (available, scheduled): (BSONValue, BSONValue) = ("available", "scheduled")
        switch self.start {
        case .now: return (available, "$$NOW")
        case .after(let delay):
            return delay > .zero ? (scheduled, delay.fromNow) : (available, "$$NOW")
        case .at(let date):
            return (["$cond": [["$gt": [.date(date), "$$NOW"]], scheduled, available]], .date(date))
        }
    }
}

/// The identifier of a stored job, alone.
struct JobReference: SchemaObject {
    var id: ObjectID

    static let schema = Schema(JobReference.init) { Field("_id", \.id) }
}

extension Duration {
    /// The moment that is so far from now, by the database's clock.
    var fromNow: BSONValue { ["$add": ["$$NOW", .int64(self.milliseconds)]] }

    /// Whole milliseconds; more than a thousand years count as that.
    var milliseconds: Int64 { Int64(min(max(self / .milliseconds(1), -4e13), 4e13)) }
}
