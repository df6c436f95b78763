import Synchronization

/// All categories in memory, so that a page of products need not ask the database for their names.
///
/// They are known only while the database tells of every change of them, as ``CategoryWatch`` hears it: if the last word of
/// that is older than a second, or than an operation may take, nothing is known. What was read is not kept if something
/// has changed since.
final class KnownCategories: Sendable {
    private struct State {
        var table: CategoryTable?
        /// Up to when all changes have been told.
        var current: ContinuousClock.Instant?
        /// Changes with every change that is told.
        var generation = 0
    }

    private let state = Mutex(State())
    private let patience: Duration

    /// - Parameter timeout: how long an operation of the database may take.
    init(timeout: Duration) {
        self.patience = min(.seconds(1), timeout)
    }

    /// All categories; nil when they are not known here.
    var table: CategoryTable? {
        let now = ContinuousClock.now
        return self.state.withLock { self.isCurrent($0, now) ? $0.table : nil }
    }

    /// To be asked for before they are read, for ``store(_:ticket:)``; nil if there is no use in storing.
    func ticket() -> Int? {
        let now = ContinuousClock.now
        return self.state.withLock { self.isCurrent($0, now) ? $0.generation : nil }
    }

    /// Keeps what was read since the ticket was given.
    func store(_ table: CategoryTable, ticket: Int) {
        self.state.withLock { if $0.generation == ticket { $0.table = table } }
    }

    func forget() {
        self.state.withLock {
            $0.generation += 1
            $0.table = nil
        }
    }

    /// All changes that were confirmed before a moment have been told.
    func isCurrent(since instant: ContinuousClock.Instant) { self.state.withLock { $0.current = instant } }

    /// Changes are not told for now.
    func isLost() {
        self.state.withLock {
            $0.current = nil
            $0.generation += 1
            $0.table = nil
        }
    }

    private func isCurrent(_ state: State, _ now: ContinuousClock.Instant) -> Bool {
        state.current.map { now - $0 < self.patience } ?? false
    }
}
