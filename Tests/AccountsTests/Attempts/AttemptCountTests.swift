import Testing

@testable import Accounts

@Suite struct AttemptCountTests {
    private let limit = AttemptLimit(free: 3, first: .seconds(1), longest: .seconds(60))

    @Test func waitsDoubleUpToTheLongest() {
        #expect((0...12).map(self.limit.wait) == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map { $0 * 1000 })
        #expect(self.limit.wait(after: .max) == 60_000)
    }

    /// Whoever goes on gets one attempt for each longest wait, for ever.
    @Test func whoGoesOnNeverWaitsLongerThanTheLongest() {
        var count = AttemptCount()
        var now = 1_000_000
        for _ in 0..<1000 {
            count.add(at: now, self.limit)
            #expect(count.opens - now <= 60_000)
            now = max(now, count.opens)
        }
        // The first number whose wait is the longest.
        #expect(count.failures == 9)
    }

    @Test func aFailureIsForgottenInTheLongestWait() {
        var count = AttemptCount()
        for _ in 0..<5 { count.add(at: 1_000_000, self.limit) }
        #expect(count.failures == 5)
        count.add(at: 1_000_000 + 2 * 60_000, self.limit)
        #expect(count.failures == 4)
        // The time that was left over is not lost.
        count.add(at: 1_000_000 + 3 * 60_000 - 1, self.limit)
        #expect(count.failures == 5)
        count.add(at: 1_000_000 + 3 * 60_000, self.limit)
        #expect(count.failures == 5)
        count.add(at: 1_000_000 + 100 * 60_000, self.limit)
        #expect(count.failures == 1)
    }

    @Test func whatIsTakenBackNeverWas() {
        var count = AttemptCount()
        for _ in 0..<3 { count.add(at: 1_000_000, self.limit) }
        #expect(count.opens == 1_001_000)
        count.takeBack(self.limit)
        #expect(count.opens == 0 && count.failures == 2)
        for _ in 0..<5 { count.takeBack(self.limit) }
        #expect(count.failures == 0)
    }
}
