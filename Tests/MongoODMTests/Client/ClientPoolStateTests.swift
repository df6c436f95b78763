import TestSupport
import Testing

@testable import MongoODM

/// Workers, jobs and callers are numbers here.
@Suite struct ClientPoolStateTests {
    private typealias State = ClientPoolState<Int, Int, Int>

    private static let start = ContinuousClock.now

    private func state(workers: Int = 2, queue: Int = 10, dedicated: Int = 1) -> State {
        State(.init(workers: workers, queue: queue, dedicated: dedicated))
    }

    /// A pool whose workers 1 to `count` are parked, the last on top.
    private func stateWithParked(_ count: Int, queue: Int = 10) -> State {
        var state = self.state(workers: count, queue: queue)
        for job in 1...count { #expect(state.submit(job) == .start) }
        for worker in 1...count {
            #expect(state.workerIsFree() == nil)
            #expect(state.workerIsStillFree(worker) == .park)
        }
        return state
    }

    // MARK: Jobs

    @Test func theFirstJobsStartWorkers() {
        var state = self.state(workers: 2)
        #expect(state.submit(1) == .start)
        #expect(state.submit(2) == .start)
        #expect(state.load == PoolLoad(size: 2, busy: 2, waiting: 0))
    }

    @Test func aJobWaitsWhenAllWorkersAreBusy() {
        var state = self.state(workers: 1)
        _ = state.submit(1)
        #expect(state.submit(2) == .wait)
        #expect(state.load == PoolLoad(size: 1, busy: 1, waiting: 1))
    }

    @Test func aJobGoesToTheWorkerThatWasParkedLast() {
        var state = self.stateWithParked(2)
        #expect(state.submit(3) == .hand(2))
        #expect(state.submit(4) == .hand(1))
        #expect(state.submit(5) == .wait)
    }

    @Test func aJobWaitsForAWorkerThatIsLookingInPlaceOfWakingAnother() {
        var state = self.stateWithParked(2)
        #expect(state.submit(3) == .hand(2))
        #expect(state.workerIsFree() == nil)
        #expect(state.submit(4) == .wait)
        // There is one who looks; the second job needs another.
        #expect(state.submit(5) == .hand(1))
        #expect(state.workerIsStillFree(2) == .work(4))
    }

    @Test func jobsBeyondTheQueueAreRefused() {
        var state = self.state(workers: 1, queue: 1)
        _ = state.submit(1)
        #expect(state.submit(2) == .wait)
        #expect(state.submit(3) == .refuse(.overloaded))
        #expect(state.load.waiting == 1)
    }

    @Test func aWorkersOwnJobIsNeverRefused() {
        var state = self.state(workers: 1, queue: 0)
        state.submitFromWorker(1)
        #expect(state.workerIsFree() == 1)
    }

    // MARK: Workers

    @Test func aFreeWorkerTakesTheOldestJob() {
        var state = self.state(workers: 1)
        _ = state.submit(1)
        for job in 2...3 { #expect(state.submit(job) == .wait) }
        #expect(state.workerIsFree() == 2)
        #expect(state.workerIsFree() == 3)
        #expect(state.workerIsFree() == nil)
    }

    @Test func aWorkerThatFindsNothingTwiceIsParked() {
        var state = self.state(workers: 1)
        _ = state.submit(1)
        #expect(state.workerIsFree() == nil)
        #expect(state.load.busy == 0)
        #expect(state.workerIsStillFree(1) == .park)
        #expect(state.load == PoolLoad(size: 1, busy: 0, waiting: 0))
    }

    @Test func dedicatedWorkersAreCountedApart() {
        var state = self.state(workers: 1, dedicated: 1)
        #expect(state.dedicateWorker() == nil)
        #expect(state.dedicateWorker() == .overloaded)
        #expect(state.load.busy == 0)
        #expect(state.submit(1) == .start)
        #expect(state.workerEnded(isDedicated: true) == false)
        #expect(state.dedicateWorker() == nil)
    }

    // MARK: Deadlines

    @Test func theFirstCallerStartsTheWatch() {
        var state = self.state()
        #expect(state.watch(1, until: Self.start + .seconds(1)) == true)
        #expect(state.watch(2, until: Self.start + .seconds(1)) == false)
    }

    @Test func aCallerExpiresAtItsDeadline() {
        var state = self.state()
        _ = state.watch(1, until: Self.start + .seconds(1))
        _ = state.watch(2, until: Self.start + .seconds(2))
        let early = state.deadlinesPassed(at: Self.start) { _ in true }
        #expect(early.expired.isEmpty && early.ended.isEmpty && early.goesOn)
        let first = state.deadlinesPassed(at: Self.start + .seconds(1)) { _ in true }
        #expect(first.expired == [1] && first.ended.isEmpty && first.goesOn)
        let second = state.deadlinesPassed(at: Self.start + .seconds(9)) { _ in true }
        #expect(second.expired == [2] && !second.goesOn)
    }

    @Test func aCallerThatWasCancelledOrAnsweredDoesNotExpire() {
        var state = self.state()
        _ = state.watch(1, until: Self.start + .seconds(1))
        let expiry = state.deadlinesPassed(at: Self.start + .seconds(2)) { _ in false }
        #expect(expiry.expired.isEmpty && expiry.ended == [1] && !expiry.goesOn)
    }

    @Test func theWatchBeginsAnewAfterItsEnd() {
        var state = self.state()
        _ = state.watch(1, until: Self.start)
        _ = state.deadlinesPassed(at: Self.start) { _ in true }
        #expect(state.watch(2, until: Self.start) == true)
    }

    // MARK: The end

    @Test func aPoolWithoutWorkersEndsWhenItIsClosed() {
        var state = self.state()
        let closing = state.close()
        #expect(closing.isEnd && !closing.wasEnded && closing.stopped.isEmpty)
        let again = state.close()
        #expect(!again.isEnd && again.wasEnded)
    }

    @Test func parkedWorkersAreStoppedOnce() {
        var state = self.stateWithParked(2)
        let closing = state.close()
        #expect(closing.stopped == [1, 2] && !closing.isEnd)
        #expect(state.close().stopped == [])
        #expect(state.workerEnded(isDedicated: false) == false)
        #expect(state.workerEnded(isDedicated: false) == true)
    }

    @Test func aClosedPoolRefusesButFinishesWhatItHasAccepted() {
        var state = self.state(workers: 1)
        _ = state.submit(1)
        _ = state.submit(2)
        #expect(state.close().isEnd == false)
        #expect(state.submit(3) == .refuse(.shutDown))
        #expect(state.dedicateWorker() == .shutDown)
        #expect(state.workerIsFree() == 2)
        #expect(state.workerIsFree() == nil)
        #expect(state.workerIsStillFree(1) == .stop)
        #expect(state.workerEnded(isDedicated: false) == true)
        #expect(state.close().wasEnded == true)
    }

    @Test func aDedicatedWorkerKeepsAClosedPoolOpen() {
        var state = self.state()
        #expect(state.dedicateWorker() == nil)
        #expect(state.close().isEnd == false)
        #expect(state.workerEnded(isDedicated: true) == true)
    }
}

extension ClientPoolState.Submission: Equatable where Worker: Equatable {
    static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.hand(let left), .hand(let right)): left == right
        case (.start, .start), (.wait, .wait): true
        case (.refuse(let left), .refuse(let right)): left == right
        default: false
        }
    }
}

extension ClientPoolState.Idleness: Equatable where Job: Equatable {
    static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.work(let left), .work(let right)): left == right
        case (.park, .park), (.stop, .stop): true
        default: false
        }
    }
}
