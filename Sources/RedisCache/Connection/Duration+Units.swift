extension Duration {
    /// Nanoseconds, rounded down, from 0 for negative durations to `UInt64.max`.
    var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = self.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowOfSum) = whole.addingReportingOverflow(UInt64(attoseconds) / 1_000_000_000)
        return overflow || overflowOfSum ? .max : sum
    }

    /// Milliseconds, rounded down, 0 for negative durations; what Redis counts expiry in.
    var wholeMilliseconds: Int {
        Int(self.wholeNanoseconds / 1_000_000)
    }
}
