import Testing

@testable import MongoJobs

@Suite struct RetryPauseTests {
    @Test func growsByItsFactorUpToTheLongest() {
        let pause = RetryPause(first: .seconds(1), factor: 3, longest: .seconds(10), jitter: 0)
        #expect((1...4).map { pause.duration(afterTry: $0) } == [.seconds(1), .seconds(3), .seconds(9), .seconds(10)])
        #expect(pause.duration(afterTry: .max) == .seconds(10))
    }

    @Test func jitterStaysInItsPart() {
        let pause = RetryPause(first: .seconds(10), jitter: 0.2)
        let pauses = (0..<200).map { _ in pause.duration(afterTry: 1) }
        #expect(pauses.allSatisfy { $0 >= .seconds(8) && $0 <= .seconds(12) })
        #expect(Set(pauses).count > 100)
    }
}
