/// How long a job waits after a try that failed: every time longer by a factor, and a little at random, so that what
/// failed together does not come again together.
public struct RetryPause: Hashable, Sendable {
    /// After the first try.
    public var first: Duration
    /// By how much every further one is longer.
    public var factor: Double
    /// The longest.
    public var longest: Duration
    /// Which part of a pause is left to chance: 0.2 makes it shorter or longer by up to a fifth.
    public var jitter: Double

    public init(
        first: Duration = .seconds(5), factor: Double = 4, longest: Duration = .seconds(3600), jitter: Double = 0.2
    ) {
        self.first = max(.zero, first)
        self.factor = max(1, factor)
        self.longest = max(.zero, longest)
        self.jitter = min(max(0, jitter), 1)
    }

    /// The pause after a try, counted from 1.
    func duration(afterTry attempt: Int) -> Duration {
        var pause = self.first / .seconds(1)
        let longest = self.longest / .seconds(1)
        for _ in 0..<min(max(0, attempt - 1), 64) where pause < longest { pause *= self.factor }
        return .seconds(min(pause, longest) * Double.random(in: (1 - self.jitter)...(1 + self.jitter)))
    }
}
