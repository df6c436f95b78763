/// When the work of a task has to be done, however many operations it takes.
///
/// Each operation has the client's timeout; a request that needs ten of them could wait ten times as long.
///
/// ```swift
/// try await MongoDeadline.task.withValue(.now + .seconds(8)) { try await answer(request) }
/// ```
/// What an operation has begun is cut off then, and what begins later fails with `deadlineExceeded`.
public enum MongoDeadline {
    /// The present task's deadline; nil for none.
    public static let task = TaskLocal<ContinuousClock.Instant?>(wrappedValue: nil)
}
