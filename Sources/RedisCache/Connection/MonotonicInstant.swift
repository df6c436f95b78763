import Glibc

/// A moment of the system's monotonic clock in nanoseconds: one word, cheaper to store and to compare than
/// `ContinuousClock.Instant`, which matters because every command has a deadline.
struct MonotonicInstant: Comparable, Sendable {
    var nanoseconds: UInt64

    static let distantPast = MonotonicInstant(nanoseconds: 0)
    static let distantFuture = MonotonicInstant(nanoseconds: .max)

    static var now: MonotonicInstant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicInstant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment this long afterwards; never past `distantFuture`.
    func advanced(by duration: Duration) -> MonotonicInstant {
        let (sum, overflow) = self.nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
        return overflow ? .distantFuture : MonotonicInstant(nanoseconds: sum)
    }

    /// Nanoseconds since an earlier moment.
    func nanoseconds(since start: MonotonicInstant) -> UInt64 {
        self.nanoseconds - min(start.nanoseconds, self.nanoseconds)
    }
}
