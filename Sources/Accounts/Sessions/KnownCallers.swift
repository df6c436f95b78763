import BSON
import ShopCore
import Synchronization

/// Who the sessions belong to, in memory, so that a request need not ask the database who makes it.
///
/// It answers only while the database tells of every change of sessions and accounts: what a majority has confirmed is told
/// within milliseconds, and if the last word of that is older than a second, or than an operation may take, nothing is known.
/// An account is not stored if something was forgotten since before it was read.
final class KnownCallers: Sendable {
    /// What is watched. Both must be current.
    enum Watched: CaseIterable {
        case sessions
        case users
    }

    private struct State {
        var callers: [ObjectID: Identity] = [:]
        var sessions: [ObjectID: Set<ObjectID>] = [:]
        /// Up to when all changes have been told.
        var current: [Watched: ContinuousClock.Instant] = [:]
        /// Changes with everything that is forgotten.
        var generation = 0
    }

    private let state = Mutex(State())
    private let patience: Duration
    private let capacity: Int

    /// - Parameters:
    ///   - timeout: how long an operation of the database may take.
    ///   - capacity: how many sessions are known at most.
    init(timeout: Duration, capacity: Int = 100_000) {
        // A look for changes takes a quarter of it.
        self.patience = min(.seconds(1), timeout)
        self.capacity = capacity
    }

    /// Who makes a request of a session; nil when that is not known here.
    func caller(of session: ObjectID) -> Identity? {
        let now = ContinuousClock.now
        return self.state.withLock { state in
            self.isCurrent(state, now) ? state.callers[session] : nil
        }
    }

    /// To be asked for before an account is read, for ``store(_:of:ticket:)``; nil if there is no use in storing.
    func ticket() -> Int? {
        let now = ContinuousClock.now
        return self.state.withLock { state in self.isCurrent(state, now) ? state.generation : nil }
    }

    /// Keeps what was read since the ticket was given.
    func store(_ caller: Identity, of session: ObjectID, ticket: Int) {
        self.state.withLock { state in
            guard state.generation == ticket else { return }
            if state.callers.count >= self.capacity { Self.forgetAll(&state) }
            state.callers[session] = caller
            state.sessions[caller.userID, default: []].insert(session)
        }
    }

    func forget(session: ObjectID) {
        self.state.withLock { state in
            state.generation += 1
            guard let caller = state.callers.removeValue(forKey: session) else { return }
            state.sessions[caller.userID]?.remove(session)
            if state.sessions[caller.userID]?.isEmpty == true { state.sessions[caller.userID] = nil }
        }
    }

    func forget(user: ObjectID) {
        self.state.withLock { state in
            state.generation += 1
            for session in state.sessions.removeValue(forKey: user) ?? [] { state.callers[session] = nil }
        }
    }

    func forgetAll() {
        self.state.withLock { Self.forgetAll(&$0) }
    }

    /// All changes that were confirmed before a moment have been told.
    func isCurrent(_ watched: Watched, since instant: ContinuousClock.Instant) {
        self.state.withLock { $0.current[watched] = instant }
    }

    /// Changes are not told for now.
    func isLost(_ watched: Watched) {
        self.state.withLock { state in
            state.current[watched] = nil
            Self.forgetAll(&state)
        }
    }

    private func isCurrent(_ state: State, _ now: ContinuousClock.Instant) -> Bool {
        Watched.allCases.allSatisfy { watched in
            state.current[watched].map { now - $0 < self.patience } ?? false
        }
    }

    private static func forgetAll(_ state: inout State) {
        state.generation += 1
        state.callers.removeAll(keepingCapacity: true)
        state.sessions.removeAll(keepingCapacity: true)
    }
}
