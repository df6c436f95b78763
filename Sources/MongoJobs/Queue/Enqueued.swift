public import BSON

/// What became of a job that was enqueued.
public struct Enqueued: Hashable, Sendable {
    /// The job's, or that of the job with the same unique key that was there.
    public let id: ObjectID
    /// Whether the job was stored; false when one with the same unique key is not over yet.
    public let isNew: Bool
}
