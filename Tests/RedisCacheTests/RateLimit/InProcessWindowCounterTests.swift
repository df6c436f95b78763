import Testing

@testable import RedisCache

struct InProcessWindowCounterTests {
    @Test func countsUntilTheWindowEnds() {
        let clock = ManualClock()
        let counter = InProcessWindowCounter(clock: clock)
        #expect(counter.hit("a", window: .seconds(60)) == (1, .seconds(60)))
        clock.advance(by: .seconds(20))
        #expect(counter.hit("a", window: .seconds(60)) == (2, .seconds(40)))
        #expect(counter.hit("b", window: .seconds(60)) == (1, .seconds(60)))
        clock.advance(by: .milliseconds(39_999))
        #expect(counter.hit("a", window: .seconds(60)) == (3, .milliseconds(1)))
        clock.advance(by: .milliseconds(1))
        #expect(counter.hit("a", window: .seconds(60)) == (1, .seconds(60)))
        #expect(counter.hit("b", window: .seconds(60)) == (2, .seconds(20)))
    }

    @Test func forgetsWhatHasEnded() {
        let clock = ManualClock()
        let counter = InProcessWindowCounter(clock: clock)
        for number in 0..<1000 { _ = counter.hit("\(number)", window: .seconds(60)) }
        #expect(counter.count == 1000)
        clock.advance(by: .seconds(60))
        _ = counter.hit("new", window: .seconds(60))
        #expect(counter.count == 1)
    }

    @Test func memoryIsBoundedAndTheOldestWindowGoesFirst() {
        let clock = ManualClock()
        let counter = InProcessWindowCounter(capacity: 100, clock: clock)
        for number in 0..<100 { _ = counter.hit("\(number)", window: .seconds(60)) }
        for number in 100..<150 { _ = counter.hit("\(number)", window: .seconds(60)) }
        #expect(counter.count == 100)
        #expect(counter.hit("99", window: .seconds(60)).count == 2)
        #expect(counter.hit("149", window: .seconds(60)).count == 2)
        #expect(counter.hit("0", window: .seconds(60)).count == 1)
    }

    @Test func shortWindowsBehindALongOneStayBounded() {
        let clock = ManualClock()
        let counter = InProcessWindowCounter(capacity: 10, clock: clock)
        _ = counter.hit("long", window: .seconds(3600))
        for _ in 0..<100 {
            #expect(counter.hit("short", window: .seconds(1)).count == 1)
            #expect(counter.hit("short", window: .seconds(1)).count == 2)
            clock.advance(by: .seconds(1))
        }
        #expect(counter.count <= 10)
    }

    @Test func windowsWithoutLengthAreAMillisecondLong() {
        let counter = InProcessWindowCounter(clock: ManualClock())
        #expect(counter.hit("a", window: .zero) == (1, .milliseconds(1)))
    }
}
