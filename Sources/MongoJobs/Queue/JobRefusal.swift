/// Why a job was not retried or cancelled.
public enum JobRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is none with this identifier.
    case notFound
    /// It is done.
    case done
    /// A worker has it.
    case running
    /// Another job with the same unique key waits or runs.
    case keyTaken
    /// It is over, and its data were not to stay.
    case payloadGone

    public var description: String {
        switch self {
        case .notFound: "There is no such job"
        case .done: "The job is done"
        case .running: "The job is running"
        case .keyTaken: "Another job with the same unique key waits or runs"
        case .payloadGone: "The job is over, and what it was about was not kept"
        }
    }
}
