/// How a limit is counted: events of the last window, in buckets of its time.
///
/// Of the bucket at the window's far end all events count, though some may have left the window already. So there are
/// never more events in any stretch of a window's length than the limit says, and at worst the last event of a bucket
/// counts a bucket's length too long. Small limits have a bucket for every millisecond, which makes them exact: there
/// are never more buckets than events.
struct SlidingWindow: Sendable {
    private static let buckets = 60

    /// How many events a window may have.
    let limit: Int
    /// The window's length in milliseconds.
    let length: Int
    /// A bucket's length in milliseconds.
    let width: Int
    /// How many events are asked for at once, to be used before the bucket ends: up to a hundredth of the limit.
    let share: Int

    /// - Parameters:
    ///   - limit: how many events a window may have, at least one.
    ///   - window: its length, at least a millisecond.
    init(limit: Int, window: Duration) {
        self.limit = max(1, limit)
        self.length = max(1, window.wholeMilliseconds)
        self.width = self.limit <= Self.buckets ? 1 : (self.length + Self.buckets - 1) / Self.buckets
        self.share = self.width == 1 ? 1 : max(1, self.limit / 100)
    }

    /// The bucket of a moment in milliseconds.
    func bucket(at now: Int) -> Int { now / self.width }

    /// The oldest bucket that counts.
    func oldestBucket(at now: Int) -> Int { (now - self.length + 1) / self.width }

    /// The milliseconds until a bucket counts no longer.
    func rest(of bucket: Int, at now: Int) -> Int { (bucket + 1) * self.width - 1 + self.length - now }
}
