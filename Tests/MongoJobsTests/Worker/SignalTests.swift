import Testing

@testable import MongoJobs

@Suite struct SignalTests {
    @Test func aSignalBeforeTheWaitIsNotLost() async {
        let signal = Signal()
        signal.fire()
        signal.fire()
        await signal.wait()
    }

    @Test func manySignalsAreOne() async {
        let signal = Signal()
        signal.fire()
        signal.fire()
        await signal.wait()
        let start = ContinuousClock.now
        await signal.wait(atMost: .milliseconds(20))
        #expect(.now - start >= .milliseconds(20))
    }

    @Test func wakesATaskThatWaits() async {
        let signal = Signal()
        async let waiting: Void = signal.wait()
        signal.fire()
        await waiting
    }
}
