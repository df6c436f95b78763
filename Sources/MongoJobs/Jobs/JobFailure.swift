/// What a handler throws to say how its failure is meant. Any other error is tried again after a pause.
public struct JobFailure: Error, Hashable, Sendable, CustomStringConvertible {
    enum Kind: Hashable {
        case permanent
        case later(Duration)
    }

    let kind: Kind
    /// Why, for those who look after jobs.
    public let reason: String

    /// It can't succeed: the job is dead at once, however many tries are left.
    public static func permanent(_ reason: String) -> JobFailure { JobFailure(kind: .permanent, reason: reason) }

    /// It is too early: the job comes again after a pause, and this counts as no try.
    public static func later(after pause: Duration, _ reason: String = "") -> JobFailure {
        JobFailure(kind: .later(pause), reason: reason)
    }

    public var description: String { self.reason }
}
