public import Schemas

/// Where a job stands.
public enum JobState: String, SchemaEnum {
    /// Its time has not come: it is to begin later, or waits after a try that failed.
    case scheduled
    /// It waits for a worker.
    case available
    /// A worker has it, until its lease ends.
    case running
    case done
    /// Its last try failed, or it can't succeed.
    case dead
    case cancelled

    /// Whether nothing more happens to it by itself.
    public var isOver: Bool { self == .done || self == .dead || self == .cancelled }
}
