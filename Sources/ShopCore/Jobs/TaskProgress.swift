package import MongoJobs
public import Schemas

/// Where something stands that a request has asked for and a job does.
public enum TaskStatus: String, SchemaEnum {
    case queued
    case running
    case done
    case failed
}

/// Where it stands, and how far it has come.
public struct TaskProgress: Hashable, Sendable {
    public let status: TaskStatus
    /// From 0 to 1.
    public let progress: Double

    package init(status: TaskStatus, progress: Double) {
        self.status = status
        self.progress = progress
    }

    /// - Parameters:
    ///   - hasFailed: whether it has ended for a reason that is known; nil while it has not ended.
    ///   - job: what does it; nil if it is gone.
    package init(hasFailed: Bool?, job: StoredJob?) {
        switch (hasFailed, job?.state) {
        case (false?, _): (self.status, self.progress) = (.done, 1)
        case (nil, .available), (nil, .scheduled): (self.status, self.progress) = (.queued, 0)
        // What its outcome is stored in is written before the job is done.
        case (nil, .running), (nil, .done): (self.status, self.progress) = (.running, job?.progress ?? 0)
        case (true?, _), (nil, _): (self.status, self.progress) = (.failed, job?.progress ?? 0)
        }
    }
}
