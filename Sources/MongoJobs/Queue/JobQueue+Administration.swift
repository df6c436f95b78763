public import BSON
public import MongoODM
import Schemas

extension JobQueue {
    /// A job; nil when there is none, or no longer.
    public func get(_ id: ObjectID) async throws -> StoredJob? { try await self.jobs.get(id) }

    /// Several jobs, up to a thousand; those that are not there, or no longer, are left out.
    public func get(_ ids: [ObjectID]) async throws -> [ObjectID: StoredJob] {
        guard !ids.isEmpty else { return [:] }
        let found = try await self.jobs.find(.isIn(\.id, ids), limit: min(ids.count, 1000))
        return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Jobs, the newest first.
    ///
    /// - Parameters:
    ///   - state: only those that stand there; nil for all.
    ///   - kind: only those of one kind; nil for all.
    public func list(
        state: JobState? = nil, kind: String? = nil, skip: Int = 0, limit: Int = 20
    ) async throws -> [StoredJob] {
        try await self.jobs.find(
            Self.query(state, kind), sort: [.descending(\.id)], skip: max(0, skip), limit: limit)
    }

    /// How many jobs ``list(state:kind:skip:limit:)`` has.
    ///
    /// - Parameter limit: where to stop counting.
    public func count(state: JobState? = nil, kind: String? = nil, limit: Int = 10_000) async throws -> Int {
        try await self.jobs.count(Self.query(state, kind), limit: limit)
    }

    static func query(_ state: JobState?, _ kind: String?) -> Query<StoredJob> {
        switch (state, kind) {
        case (nil, nil): .all
        case (let state?, nil): \.state == state
        case (let state?, let kind?): \.kind == kind && \.state == state
        // The index has the state between the kind and the order: with all states named, it is walked in order.
        case (nil, let kind?): \.kind == kind && .isIn(\.state, JobState.allCases)
        }
    }

    /// Makes a job available at once, with all of its tries: one that is dead or cancelled, or waits for its time. One
    /// that is available stays so.
    ///
    /// - Returns: the job as it is now.
    /// - Throws: ``JobRefusal``; ``MongoODM/MongoError``.
    @discardableResult
    public func retry(_ id: ObjectID, in transaction: Transaction? = nil) async throws -> StoredJob {
        let removed: [BSONValue] = ["finished_at", "delete_at", "progress", "result", "lease"]
        let changed: BSONValue = [
            "state": "available", "next_at": "$$NOW", "attempt": 0,
            "active_key": [
                "$cond": [
                    ["$eq": [["$type": "$unique_key"], "string"]], ["$concat": ["$kind", ":", "$unique_key"]],
                    "$$REMOVE",
                ]
            ],
        ]
        do {
            return try await self.change(
                id, where: \.state == .scheduled || .isIn(\.state, [.dead, .cancelled]) && \.keepsPayload != false,
                to: .available,
                Pipeline().stage(["$set": changed]).stage(["$unset": .array(removed)]), in: transaction)
        } catch let error as MongoError where error.code == .duplicateKey {
            throw JobRefusal.keyTaken
        }
    }

    /// Cancels a job that is not done. If it is running, its handler's task is cancelled as soon as its worker hears of
    /// it, and what the handler still returns or throws has no effect.
    ///
    /// - Parameter keeping: how long it is kept afterwards.
    /// - Returns: the job as it is now.
    /// - Throws: ``JobRefusal``; ``MongoODM/MongoError``.
    @discardableResult
    public func cancel(
        _ id: ObjectID, keeping: Duration = JobWorkerSettings.defaultKeeping, in transaction: Transaction? = nil
    ) async throws -> StoredJob {
        let changed: [(String, BSONValue)] =
            [("state", "cancelled"), ("finished_at", "$$NOW"), ("delete_at", keeping.fromNow)]
            + PayloadEnd.fields(failures: "$failures")
        return try await self.change(
            id, where: .isIn(\.state, [.scheduled, .available, .running, .dead]), to: .cancelled,
            Pipeline().stage(["$set": .document(BSONDocument(changed))]).stage([
                "$unset": ["active_key", "next_at", "lease"]
            ]), in: transaction)
    }

    private func change(
        _ id: ObjectID, where condition: Query<StoredJob>, to state: JobState, _ change: Pipeline,
        in transaction: Transaction?
    ) async throws -> StoredJob {
        let result = try await self.jobs.updateOne(\.id == id && condition, change, in: transaction)
        guard let job = try await self.jobs.findOne(\.id == id, in: transaction) else { throw JobRefusal.notFound }
        // What it is now is what it was when nothing was changed.
        if result.matched > 0 || job.state == state { return job }
        switch job.state {
        case .running: throw JobRefusal.running
        case .done: throw JobRefusal.done
        default: throw JobRefusal.payloadGone
        }
    }

    /// How jobs are getting on, by the database's clock.
    public func health() async throws -> JobHealth {
        async let dead = self.count(state: .dead)
        async let scheduled = self.longestWait(.scheduled)
        async let available = self.longestWait(.available)
        return try await JobHealth(lag: max(scheduled, available, .zero), dead: dead)
    }

    /// How long ago the first job in a state was due.
    private func longestWait(_ state: JobState) async throws -> Duration {
        let waits = try await self.jobs.aggregate(
            Pipeline().match(\StoredJob.state == state).sort(.ascending(\StoredJob.nextAt)).limit(1)
                .project(["wait": .raw(["$subtract": ["$$NOW", "$next_at"]])]),
            as: Wait.self)
        return .milliseconds(waits.first?.wait ?? 0)
    }
}

/// How long a job has waited, in milliseconds.
private struct Wait: SchemaObject {
    var wait: Int

    static let schema = Schema(Wait.init) { Field("wait", \.wait, default: 0) }
}
