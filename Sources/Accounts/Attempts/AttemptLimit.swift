/// How failures of one kind slow down further attempts: some are free, then each doubles the wait.
///
/// One failure is forgotten each time that the longest wait has passed. So an attacker who goes on and on gets one
/// attempt for each such time, and a user who fails seldom never waits.
struct AttemptLimit: Sendable {
    /// The failures after which attempts must wait, at least one.
    let free: Int
    /// The first wait in milliseconds.
    let first: Int
    /// The longest wait in milliseconds.
    let longest: Int

    init(free: Int, first: Duration = .seconds(1), longest: Duration) {
        self.free = max(1, free)
        self.first = Self.milliseconds(first)
        self.longest = max(self.first, Self.milliseconds(longest))
    }

    /// The wait after so many failures, in milliseconds.
    func wait(after failures: Int) -> Int {
        guard failures >= self.free else { return 0 }
        return min(self.longest, self.first << min(failures - self.free, 20))
    }

    private static func milliseconds(_ duration: Duration) -> Int { max(1, Int(duration / .milliseconds(1))) }
}
