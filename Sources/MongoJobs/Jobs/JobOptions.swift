/// How jobs of one kind are worked on.
public struct JobOptions: Hashable, Sendable {
    /// Which queue they wait in. A worker has a limit of concurrency for each.
    public var queue: String
    /// Which go first in their queue: the larger number.
    public var priority: Int
    /// How often a job is tried before it is dead, at least once.
    public var tries: Int
    /// How long a job waits after a try that failed.
    public var pause: RetryPause
    /// How long a try may take before its task is cancelled and it counts as failed; nil for as long as it likes.
    public var timeout: Duration?
    /// Whether the data of a job stay when it is over, however it ended. Personal data must not: without their job they have
    /// no purpose. The reasons of its failures, which may quote them, go with them, and it can't be tried again.
    public var keepsPayload: Bool
    /// How many jobs of the queue a worker runs at a time at least, unless its settings name the queues: for jobs that mostly wait
    /// for others. Nil for as many as the settings say.
    public var concurrency: Int?

    public init(
        queue: String = "default", priority: Int = 0, tries: Int = 3, pause: RetryPause = RetryPause(),
        timeout: Duration? = nil, keepsPayload: Bool = true, concurrency: Int? = nil
    ) {
        self.queue = queue
        self.priority = priority
        self.tries = max(1, tries)
        self.pause = pause
        self.timeout = timeout
        self.keepsPayload = keepsPayload
        self.concurrency = concurrency
    }
}
