import BSON
import FoundationEssentials
import Logging
import MongoODM

/// Works on the jobs of one queue.
actor QueueWorker {
    private let queue: String
    private let limit: Int
    private let handlers: [String: JobHandler]
    private let store: ClaimStore
    private let outcomes: OutcomeWriter
    private let pollInterval: Duration
    private let logger: Logger

    /// Fires when jobs may have become available.
    nonisolated let news = Signal()
    /// Fires when a job has ended.
    private nonisolated let room = Signal()

    private var claimer: Claimer
    private var waiting: [(job: StoredJob, since: ContinuousClock.Instant)] = []
    private var running: [ClaimKey: RunningJob] = [:]
    private var pace = HandlerPace()
    private var isStopping = false
    /// Whether what is cancelled now is cancelled because of the end of the grace period.
    private var isAbandoning = false

    init(queue: String, limit: Int, _ worker: JobWorker, _ store: ClaimStore, _ outcomes: OutcomeWriter) {
        self.queue = queue
        self.limit = limit
        self.handlers = worker.handlers
        self.store = store
        self.outcomes = outcomes
        self.pollInterval = worker.settings.pollInterval
        self.logger = worker.logger
        self.claimer = Claimer(store, queue: queue)
    }

    // MARK: Claiming

    /// Claims and begins jobs until it is stopped.
    func run() async {
        var failures = 0
        while !self.isStopping {
            let count = self.wanted
            guard count > 0 else {
                await self.room.wait()
                continue
            }
            do {
                var claimer = self.claimer
                let round = try await claimer.claim(count)
                self.claimer = claimer
                failures = 0
                self.accept(round.jobs)
                if !round.isAll { continue }
                await self.news.wait(atMost: self.pollInterval * Double.random(in: 0.8...1.2))
            } catch {
                if let uncertain = error as? UncertainClaim {
                    for claim in uncertain.claims { self.end(claim, .returned(after: .zero)) }
                }
                failures += 1
                if failures == 1 { self.logger.warning("Jobs can't be claimed: \(error)") }
                await self.news.wait(atMost: min(.milliseconds(100) * failures, .seconds(2)))
            }
        }
    }

    /// How many jobs to claim now.
    private var wanted: Int {
        let ahead = self.pace.ahead(concurrency: self.limit)
        let free = self.limit - self.running.count
        // Not each time that one has been begun.
        if free <= 0, self.waiting.count > ahead / 2 { return 0 }
        return max(0, free + ahead - self.waiting.count)
    }

    private func accept(_ jobs: [StoredJob]) {
        let now = ContinuousClock.now
        self.waiting += jobs.map { ($0, now) }
        if self.isStopping { self.returnWaiting() } else { self.beginNext() }
    }

    /// Gives back what has waited in vain for a job in front of it, so that others can begin it.
    func returnWaiting(claimedBefore time: ContinuousClock.Instant = .now) {
        for (job, since) in self.waiting where since <= time {
            self.end(job.claim, .returned(after: .zero))
        }
        self.waiting.removeAll { $0.since <= time }
    }

    // MARK: Running

    private func beginNext() {
        let count = min(self.limit - self.running.count, self.waiting.count)
        guard count > 0 else { return }
        let jobs = self.waiting.prefix(count).map(\.job)
        self.waiting.removeFirst(count)
        for job in jobs { self.begin(job) }
    }

    private func begin(_ job: StoredJob) {
        guard let handler = self.handlers[job.kind] else {
            self.logger.warning("No handler for jobs of the kind '\(job.kind)'", metadata: ["job": "\(job.id)"])
            // Another release may know it.
            self.end(job.claim, .returned(after: .seconds(30)))
            self.room.fire()
            return
        }
        let (run, claim) = (JobRun(job), job.claim)
        let task = Task {
            let start = ContinuousClock.now
            let result: Result<BSONDocument?, any Error>
            do { result = .success(try await handler.perform(job.payload, run)) } catch { result = .failure(error) }
            self.ended(claim, handler, result, after: .now - start)
        }
        let watchdog = handler.options.timeout.map { timeout in
            Task {
                try await Task.sleep(for: timeout)
                self.expire(claim)
            }
        }
        self.running[claim] = RunningJob(job: job, run: run, task: task, watchdog: watchdog)
    }

    private func expire(_ claim: ClaimKey) {
        self.running[claim]?.isOverdue = true
        self.running[claim]?.task.cancel()
    }

    private func ended(
        _ claim: ClaimKey, _ handler: JobHandler, _ result: Result<BSONDocument?, any Error>, after duration: Duration
    ) {
        guard let running = self.running.removeValue(forKey: claim) else { return }
        running.watchdog?.cancel()
        self.pace.add(duration)
        switch result {
        case .success(let value): self.end(claim, .done(value), keepsPayload: running.job.keepsPayload)
        case .failure(let error): self.fail(running, handler.options, error)
        }
        if !self.isStopping { self.beginNext() }
        self.room.fire()
    }

    private func fail(_ running: RunningJob, _ options: JobOptions, _ error: any Error) {
        let job = running.job
        var reason = "\(error)"
        var mayTryAgain = job.attempt < job.tries
        switch error {
        case _ where running.isOverdue: reason = "It took longer than \(options.timeout ?? .zero)"
        case is CancellationError where self.isAbandoning: return self.end(job.claim, .returned(after: .zero))
        case let failure as JobFailure:
            if case .later(let pause) = failure.kind { return self.end(job.claim, .returned(after: pause)) }
            mayTryAgain = false
        default: break
        }
        let failure = FailedTry(attempt: job.attempt, at: .now, reason: String(reason.prefix(1000)))
        self.logger.warning(
            mayTryAgain ? "A job failed and is tried again" : "A job failed and is dead",
            metadata: [
                "job": "\(job.id)", "kind": "\(job.kind)", "attempt": "\(job.attempt)", "error": "\(failure.reason)",
            ])
        self.end(
            job.claim,
            mayTryAgain ? .failed(failure, pause: options.pause.duration(afterTry: job.attempt)) : .dead(failure))
    }

    private func end(_ claim: ClaimKey, _ kind: Outcome.Kind, keepsPayload: Bool = true) {
        self.outcomes.add(Outcome(claim: claim, kind: kind, keepsPayload: keepsPayload))
    }

    // MARK: Leases

    /// The claims to be kept. A job that goes on although its time is over is left to other workers.
    var claims: [ClaimKey] {
        self.waiting.map(\.job.claim) + self.running.filter { !$0.value.isOverdue }.map(\.key)
    }

    func holds(_ id: ObjectID) -> [ClaimKey] { self.claims.filter { $0.id == id } }

    /// Lets go of jobs that others have now, or that were cancelled.
    func lose(_ lost: Set<ClaimKey>) {
        self.waiting.removeAll { lost.contains($0.job.claim) }
        for claim in lost {
            guard let running = self.running.removeValue(forKey: claim) else { continue }
            running.watchdog?.cancel()
            running.task.cancel()
            self.logger.warning(
                "A running job was cancelled, or lost to another worker",
                metadata: ["job": "\(claim.id)", "kind": "\(running.job.kind)"])
        }
        self.beginNext()
        self.room.fire()
    }

    /// What handlers have reported since the last time.
    func takeProgress() -> [(ClaimKey, Double)] {
        self.running.compactMap { claim, running in running.run.takeProgress().map { (claim, $0) } }
    }

    // MARK: Stopping

    /// Begins no more jobs.
    func stop() {
        self.isStopping = true
        self.returnWaiting()
        self.news.fire()
        self.room.fire()
    }

    var isIdle: Bool { self.running.isEmpty }

    /// Cancels what still runs.
    func abandon() {
        self.isAbandoning = true
        for running in self.running.values { running.task.cancel() }
    }

    /// Gives back what still runs, without waiting for it.
    func leave() {
        for claim in self.running.keys { self.end(claim, .returned(after: .zero)) }
        self.running = [:]
    }
}

extension StoredJob {
    /// The claim with which a worker has read it.
    var claim: ClaimKey { ClaimKey(id: self.id, lease: self.lease ?? self.id) }
}
