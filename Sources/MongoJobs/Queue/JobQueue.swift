public import BSON
public import MongoODM
import Schemas

/// Where jobs are put, and looked after.
///
/// ```swift
/// let jobs = JobQueue(Repository(database), schedules: Repository(database))
/// try await client.transaction { transaction in
///     let user = try await users.create(user, in: transaction)
///     try await jobs.enqueue(WelcomeMail(address: user.email), in: transaction)
/// }
/// ```
public struct JobQueue: Sendable {
    let jobs: Repository<StoredJob>
    let schedules: Repository<StoredSchedule>

    /// - Parameters:
    ///   - jobs: the collection of the jobs. Its indexes must have been created.
    ///   - schedules: the collection that remembers when periodic jobs ran last.
    public init(_ jobs: Repository<StoredJob>, schedules: Repository<StoredSchedule>) {
        self.jobs = jobs
        self.schedules = schedules
    }

    /// Stores a job, to be worked on by any worker of the collection.
    ///
    /// - Parameters:
    ///   - job: what to do.
    ///   - key: makes it unique: while a job of the same kind with the same key waits or runs, no other is stored. One
    ///     that is over no longer counts.
    ///   - start: when it may begin.
    ///   - priority: which go first, the larger number; nil for that of the job's kind.
    ///   - transaction: the transaction of the change that needs it. The job exists if that is committed.
    /// - Returns: the job's identifier, and whether it is new.
    /// - Throws: ``Schemas/ValidationError`` when the job breaks its own schema; ``MongoODM/MongoError``.
    @discardableResult
    public func enqueue<Payload: Job>(
        _ job: Payload, unique key: String? = nil, start: JobStart = .now, priority: Int? = nil,
        in transaction: Transaction? = nil
    ) async throws -> Enqueued {
        let new = try NewJob(job, key: key, start: start, priority: priority)
        guard let activeKey = new.activeKey else {
            try await self.jobs.updateOne(\.id == new.id, new.insertion, upsert: true, in: transaction)
            return Enqueued(id: new.id, isNew: true)
        }
        while true {
            do {
                let result = try await self.jobs.updateOne(
                    \.activeKey == activeKey, new.insertion, upsert: true, in: transaction)
                if result.isUpserted { return Enqueued(id: new.id, isNew: true) }
                let other = try await self.jobs.findOne(
                    \.activeKey == activeKey, as: JobReference.self, in: transaction)
                if let other { return Enqueued(id: other.id, isNew: false) }
                // It has just ended.
            } catch let error as MongoError where error.code == .duplicateKey && transaction == nil {
                // A rival has stored its own between the search and the insertion.
            }
        }
    }

    /// Stores many jobs of one kind that may begin now, in as few messages as possible.
    ///
    /// - Returns: their identifiers, in the same order.
    /// - Throws: as ``enqueue(_:unique:start:priority:in:)``.
    @discardableResult
    public func enqueueAll<Payload: Job>(
        _ jobs: [Payload], priority: Int? = nil, in transaction: Transaction? = nil
    ) async throws -> [ObjectID] {
        let new = try jobs.map { try NewJob($0, key: nil, start: .now, priority: priority) }
        try await self.jobs.bulkWrite(
            new.map { .updateOne(\.id == $0.id, $0.immediateInsertion, upsert: true) }, ordered: false,
            in: transaction)
        return new.map(\.id)
    }

    /// Stores many jobs of one kind that may begin now, under identifiers that whoever enqueues them knows. Those that are
    /// there, whatever became of them, stay as they are, so that it may be done again; but in a transaction none may be.
    ///
    /// - Throws: as ``enqueue(_:unique:start:priority:in:)``.
    public func enqueueAll<Payload: Job>(
        identified jobs: [(id: ObjectID, job: Payload)], priority: Int? = nil, in transaction: Transaction? = nil
    ) async throws {
        let new = try jobs.map { try NewJob($0.job, id: $0.id, key: nil, start: .now, priority: priority) }
        do {
            // A job that is there is not found so, and refused when it is to be inserted.
            try await self.jobs.bulkWrite(
                new.map { .updateOne(\.id == $0.id && .exists(\.kind, false), $0.immediateInsertion, upsert: true) },
                ordered: false, in: transaction)
        } catch let error as MongoError
            where transaction == nil && !error.writeErrors.isEmpty
            && error.writeErrors.allSatisfy({ $0.duplicateKey?.fields == ["_id"] })
        {
            // The others were stored.
        }
    }
}
