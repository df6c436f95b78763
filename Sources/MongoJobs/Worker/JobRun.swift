public import BSON
public import FoundationEssentials
import Synchronization

/// One try of a job, for its handler.
public final class JobRun: Sendable {
    /// The job's identifier.
    public let id: ObjectID
    /// Which try it is, counted from 1.
    public let attempt: Int
    /// How many tries have failed before, of the last ten. Those whose worker died are not among them.
    public let failures: Int
    /// How many tries there are. The last one that fails makes the job dead.
    public let tries: Int
    /// When the job was enqueued.
    public let createdAt: Date
    private let progress = Mutex<(latest: Double?, isNew: Bool)>((nil, false))

    init(_ job: StoredJob) {
        self.id = job.id
        self.attempt = job.attempt
        self.failures = job.failures.count { !$0.workerDied }
        self.tries = job.tries
        self.createdAt = job.createdAt
    }

    /// The same for every try of the job, and of no other job: what is done once under this key is done once.
    public var key: String { self.id.hexString }

    /// Whether the job is dead if this try fails.
    public var isLastTry: Bool { self.attempt >= self.tries }

    /// Tells how far the work is. It is stored within a second, the latest only, however often it is called.
    ///
    /// - Parameter progress: from 0 to 1.
    public func report(_ progress: Double) {
        guard progress.isFinite else { return }
        self.progress.withLock { $0 = (min(max(0, progress), 1), true) }
    }

    /// What was reported and not taken yet.
    func takeProgress() -> Double? {
        self.progress.withLock { progress in
            guard progress.isNew else { return nil }
            progress.isNew = false
            return progress.latest
        }
    }
}
