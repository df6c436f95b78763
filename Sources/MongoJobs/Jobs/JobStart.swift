public import FoundationEssentials

/// When a job may begin, by the database's clock.
public enum JobStart: Hashable, Sendable {
    case now
    case after(Duration)
    case at(Date)
}
