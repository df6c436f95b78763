/// The failed attempts that are remembered of somebody. All moments are in milliseconds.
struct AttemptCount: Sendable {
    private(set) var failures = 0
    /// From when on the next failure is being forgotten.
    private var since = 0
    /// When the next attempt may be made.
    private(set) var opens = 0

    /// Counts an attempt as failed until it turns out to be right, so that many at once are counted, too.
    mutating func add(at now: Int, _ limit: AttemptLimit) {
        let forgotten = min(self.failures, (now - self.since) / limit.longest)
        self.failures += 1 - forgotten
        self.since = self.failures == 1 ? now : self.since + forgotten * limit.longest
        let wait = limit.wait(after: self.failures)
        self.opens = wait == 0 ? 0 : now + wait
    }

    /// Takes an attempt back that was none, or was right.
    mutating func takeBack(_ limit: AttemptLimit) {
        self.failures = max(0, self.failures - 1)
        if self.failures < limit.free { self.opens = 0 }
    }
}
