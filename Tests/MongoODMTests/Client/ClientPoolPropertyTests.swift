import TestSupport
import Testing

@testable import MongoODM

/// Random events in random order, as threads and tasks would cause them.
@Suite struct ClientPoolPropertyTests {
    @Test(arguments: 0..<200) func everyCallerIsToldOnceAndNoMoreWorkersExistThanAllowed(seed: UInt64) {
        var run = Run(seed: seed)
        for _ in 0..<400 { run.step() }
        run.finish()
        #expect(run.problems == [])
    }
}

/// A pool without threads: what workers and callers are at is written down, and one of them at a time does its next step.
private struct Run {
    private enum Work: Equatable {
        case busy(job: Int)
        /// It belongs to a caller, as in a transaction.
        case pinned
        case looking
        case parked
    }

    private typealias State = ClientPoolState<Int, Int, Int>

    private(set) var problems: [String] = []
    private var random: SeededRandom
    private var now = ContinuousClock.now
    private let limits: State.Limits
    private var state: State
    private var workers: [Int: Work] = [:]
    private var dedicated = 0
    private var callers = 0
    /// How often each caller was told its outcome; cancelled callers are told by themselves.
    private var told: [Int: Int] = [:]
    private var isWatched = false
    private var isClosed = false
    private var ends = 0

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        self.limits = State.Limits(
            workers: .random(in: 1...4, using: &random), queue: .random(in: 0...6, using: &random),
            dedicated: .random(in: 0...2, using: &random))
        self.random = random
        self.state = State(self.limits)
    }

    mutating func step() {
        switch Int.random(in: 0..<100, using: &self.random) {
        case 0..<35: self.submit()
        case 35..<80: self.moveAWorker()
        case 80..<86: if let caller = self.awaited.randomElement(using: &self.random) { self.tell(caller) }
        case 86..<94: self.passTime(by: .seconds(Int.random(in: 0...3, using: &self.random)))
        case 94..<97: self.dedicate()
        case 97..<99: if self.dedicated > 0 { self.endWorker(isDedicated: true) }
        default: if Int.random(in: 0..<4, using: &self.random) == 0 { self.close() }
        }
        self.check()
    }

    /// Lets all work end.
    mutating func finish() {
        var steps = 0
        while self.workers.contains(where: { $0.value != .parked }), steps < 100_000 {
            self.moveAWorker()
            steps += 1
        }
        self.note(self.awaited.isEmpty, "callers \(self.awaited) were lost")
        self.note(self.state.load.waiting == 0, "jobs were left in the queue")
        self.close()
        while self.dedicated > 0 { self.endWorker(isDedicated: true) }
        self.note(self.workers.isEmpty, "workers \(self.workers) were left")
        self.note(self.ends == 1, "the pool ended \(self.ends) times")
        self.note(self.state.close().wasEnded, "the end is not remembered")
        self.passTime(by: .seconds(100))
        self.note(!self.isWatched, "deadlines are watched without callers")
        self.check()
    }

    private var awaited: [Int] { self.told.filter { $0.value == 0 }.map(\.key).sorted() }

    private mutating func note(_ isFine: Bool, _ problem: String) {
        if !isFine { self.problems.append(problem) }
    }

    private mutating func check() {
        self.note(self.workers.count <= self.limits.workers, "too many workers")
        self.note(self.dedicated <= self.limits.dedicated, "too many dedicated workers")
        self.note(self.told.allSatisfy { $0.value <= 1 }, "a caller was told twice")
        let busy = self.workers.count { $0.value != .parked && $0.value != .looking }
        self.note(self.state.load.busy == busy, "busy are \(busy), not \(self.state.load.busy)")
        let isIdle = self.workers.contains { $0.value == .parked } || self.workers.count < self.limits.workers
        let looking = self.workers.count { $0.value == .looking }
        self.note(
            self.isClosed || !isIdle || self.state.load.waiting <= looking,
            "jobs wait while a worker is idle")
    }

    // MARK: Events

    private mutating func submit() {
        self.callers += 1
        let job = self.callers
        self.told[job] = 0
        switch self.state.submit(job) {
        case .hand(let worker):
            self.note(self.workers[worker] == .parked, "a worker was handed a job that was not parked")
            self.workers[worker] = .busy(job: job)
        case .start: self.workers[(self.workers.keys.max() ?? 0) + 1] = .busy(job: job)
        case .wait: break
        case .refuse(let code):
            self.note(code == (self.isClosed ? .shutDown : .overloaded), "refused as \(code)")
            self.tell(job)
            return
        }
        let deadline = self.now + .seconds(Int.random(in: 1...5, using: &self.random))
        if self.state.watch(job, until: deadline) {
            self.note(!self.isWatched, "the watch was started twice")
            self.isWatched = true
        }
    }

    private mutating func tell(_ caller: Int) {
        self.told[caller, default: 0] += 1
    }

    private mutating func moveAWorker() {
        let moving = self.workers.filter { $0.value != .parked }.keys.sorted()
        guard let worker = moving.randomElement(using: &self.random) else { return }
        switch self.workers[worker] {
        case .busy(let job)?:
            // The work of a caller that has given up is not done.
            let isWanted = self.told[job] == 0
            if isWanted { self.tell(job) }
            if isWanted, Int.random(in: 0..<5, using: &self.random) == 0 {
                self.workers[worker] = .pinned
            } else {
                self.takeNext(worker)
            }
        case .pinned?: self.takeNext(worker)
        case .looking?:
            switch self.state.workerIsStillFree(worker) {
            case .work(let job): self.workers[worker] = .busy(job: job)
            case .park: self.workers[worker] = .parked
            case .stop: self.stop(worker)
            }
        case .parked?, nil: break
        }
    }

    private mutating func takeNext(_ worker: Int) {
        if let job = self.state.workerIsFree() {
            self.workers[worker] = .busy(job: job)
        } else {
            self.workers[worker] = .looking
        }
    }

    private mutating func passTime(by duration: Duration) {
        self.now += duration
        guard self.isWatched else { return }
        let told = self.told
        let expiry = self.state.deadlinesPassed(at: self.now) { told[$0] == 0 }
        for caller in expiry.expired { self.tell(caller) }
        self.note(expiry.ended.allSatisfy { told[$0] == 1 }, "a caller who waits was taken for ended")
        self.isWatched = expiry.goesOn
    }

    private mutating func dedicate() {
        switch self.state.dedicateWorker() {
        case nil: self.dedicated += 1
        case let code?: self.note(code == (self.isClosed ? .shutDown : .overloaded), "not dedicated: \(code)")
        }
    }

    private mutating func close() {
        let closing = self.state.close()
        self.isClosed = true
        for worker in closing.stopped {
            self.note(self.workers[worker] == .parked, "a worker was stopped that was not parked")
            self.stop(worker)
        }
        if closing.isEnd { self.ends += 1 }
    }

    private mutating func stop(_ worker: Int) {
        self.workers[worker] = nil
        self.endWorker(isDedicated: false)
    }

    private mutating func endWorker(isDedicated: Bool) {
        if isDedicated { self.dedicated -= 1 }
        guard self.state.workerEnded(isDedicated: isDedicated) else { return }
        self.ends += 1
        self.note(self.isClosed && self.workers.isEmpty && self.dedicated == 0, "the pool ended too early")
    }
}
