import Testing

@testable import RedisCache

struct LocalWindowsTests {
    private func isGranted(_ grant: Grant) -> Bool {
        if case .granted = grant { true } else { false }
    }

    private func wait(_ grant: Grant) -> Int? {
        if case .refused(let milliseconds, _) = grant { milliseconds } else { nil }
    }

    @Test func aSmallLimitIsExact() {
        let windows = LocalWindows(SlidingWindow(limit: 2, window: .seconds(60)))
        #expect(self.isGranted(windows.take("a", at: 100_000)))
        #expect(self.isGranted(windows.take("a", at: 130_000)))
        #expect(self.wait(windows.take("a", at: 130_000)) == 30_000)
        #expect(self.isGranted(windows.take("b", at: 130_000)))
        #expect(self.wait(windows.take("a", at: 159_999)) == 1)
        #expect(self.isGranted(windows.take("a", at: 160_000)))
        // Refused events did not count, and the second one still does.
        #expect(self.wait(windows.take("a", at: 160_000)) == 30_000)
    }

    @Test func answersSayWhatIsLeft() {
        let windows = LocalWindows(SlidingWindow(limit: 2, window: .seconds(60)))
        let left = [100_000, 130_000, 140_000, 160_000].map { now in
            switch windows.take("a", at: now) {
            case .granted(_, _, _, let left), .refused(_, let left): left
            }
        }
        #expect(left.map(\.events) == [1, 0, 0, 0])
        #expect(left.map(\.milliseconds) == [60_000, 60_000, 50_000, 60_000])
    }

    @Test(arguments: [1, 7, 60, 61, 1000])
    func noStretchOfAWindowHasMoreThanTheLimit(limit: Int) {
        let windows = LocalWindows(SlidingWindow(limit: limit, window: .seconds(6)))
        var generator = SystemRandomNumberGenerator()
        var now = 1_000_000
        var granted: [Int] = []
        for _ in 0..<20_000 {
            now += Int.random(in: 0...6, using: &generator)
            if self.isGranted(windows.take("a", at: now)) { granted.append(now) }
        }
        for (index, moment) in granted.enumerated() where index >= limit {
            #expect(moment - granted[index - limit] >= 6000)
        }
        // Not much is lost by counting in buckets either: a hundredth of the window and its length again.
        let most = (now - 1_000_000) * limit / 6000
        #expect(granted.count >= min(18_000, most * 9 / 10))
    }

    @Test func memoryIsBoundedAndTheOldestGoesFirst() {
        let windows = LocalWindows(SlidingWindow(limit: 1, window: .seconds(60)), capacity: 100)
        for number in 0..<150 { _ = windows.take(ByteKey("\(number)"), at: 100_000) }
        #expect(windows.count == 100)
        #expect(!self.isGranted(windows.take("149", at: 100_001)))
        #expect(self.isGranted(windows.take("0", at: 100_001)))
        _ = windows.take("new", at: 200_000)
        #expect(windows.count == 1)
    }
}
