import FoundationEssentials
import Logging
import MongoODM
import Synchronization

/// Stores outcomes: those that come while others are being stored go together, so that short jobs don't wait for the disk
/// one after the other.
final class OutcomeWriter: Sendable {
    private struct State {
        var pending: [Outcome] = []
        var isWriting = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        /// When to give up what the database does not take.
        var end: ContinuousClock.Instant?
    }

    private let store: ClaimStore
    private let logger: Logger
    private let state = Mutex(State())

    init(_ store: ClaimStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    func add(_ outcome: Outcome) {
        let begins = self.state.withLock { state in
            state.pending.append(outcome)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if begins { Task { await self.write() } }
    }

    /// Waits until everything is stored, no longer than until the end: the database may be away.
    func flush(until end: ContinuousClock.Instant) async {
        self.state.withLock { $0.end = end }
        var timer: Task<Void, any Error>?
        await withCheckedContinuation { continuation in
            let isIdle = self.state.withLock { state in
                if state.isWriting { state.waiting.append(continuation) }
                return !state.isWriting
            }
            if isIdle { return continuation.resume() }
            timer = Task {
                try await Task.sleep(until: end)
                self.endWaits()
            }
        }
        timer?.cancel()
    }

    private func write() async {
        while true {
            let (batch, waiting) = self.state.withLock { state in
                defer { state.pending = [] }
                guard state.pending.isEmpty else {
                    return (state.pending, [] as [CheckedContinuation<Void, Never>])
                }
                state.isWriting = false
                defer { state.waiting = [] }
                return ([], state.waiting)
            }
            for continuation in waiting { continuation.resume() }
            if batch.isEmpty { return }
            await self.store(batch)
        }
    }

    private func endWaits() {
        let waiting = self.state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private func store(_ batch: [Outcome]) async {
        // Longer than the leases last, nothing of it would count.
        let giveUp = ContinuousClock.now + self.store.lease
        while true {
            do {
                return try await self.store.store(batch)
            } catch {
                let end = self.state.withLock { $0.end } ?? giveUp
                guard .now < min(end, giveUp) else {
                    return self.logger.error(
                        "The outcomes of jobs can't be stored, they run again",
                        metadata: ["jobs": "\(batch.count)", "error": "\(error)"])
                }
                if let error = error as? MongoError, error.isTransient {
                    try? await Task.sleep(for: .milliseconds(Int.random(in: 50...200)))
                    continue
                }
                guard batch.count == 1 else {
                    for outcome in batch { await self.store([outcome]) }
                    return
                }
                return await self.bury(batch[0], error)
            }
        }
    }

    /// A result that can't be stored, because it is too large for instance, would fail the same way after every try.
    private func bury(_ outcome: Outcome, _ error: any Error) async {
        self.logger.error(
            "The outcome of a job can't be stored",
            metadata: ["job": "\(outcome.claim.id)", "error": "\(error)"])
        guard case .done(_?) = outcome.kind else { return }
        let failure = FailedTry(attempt: 0, at: .now, reason: "The result can't be stored: \(error)")
        try? await self.store.store([Outcome(claim: outcome.claim, kind: .dead(failure))])
    }
}
