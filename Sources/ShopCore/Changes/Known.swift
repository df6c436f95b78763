package import MongoODM
import Synchronization

/// Something small of the database in memory, so that those who show it need not ask for it.
///
/// It is known only while the database tells of every change of it, as a ``CollectionWatch`` hears it: if the last word of that
/// is older than a second, or than an operation may take, nothing is known. What was read is not kept if something has
/// changed since.
package final class Known<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        /// Up to when all changes have been told.
        var current: ContinuousClock.Instant?
        /// Changes with every change that is told.
        var generation = 0
    }

    private let state = Mutex(State())
    private let patience: Duration

    /// - Parameter timeout: how long an operation of the database may take.
    package init(timeout: Duration) {
        self.patience = min(.seconds(1), timeout)
    }

    /// Nil when it is not known here.
    package var value: Value? {
        let now = ContinuousClock.now
        return self.state.withLock { self.isCurrent($0, now) ? $0.value : nil }
    }

    /// What is known, or what is read for it.
    package func value(_ read: () async throws -> Value) async throws -> Value {
        if let value { return value }
        return try await self.newValue(read)
    }

    /// What is read now, and known from then on.
    package func newValue(_ read: () async throws -> Value) async throws -> Value {
        let ticket = self.ticket()
        let value = try await read()
        if let ticket { self.state.withLock { if $0.generation == ticket { $0.value = value } } }
        return value
    }

    /// Nil if there is no use in storing what is read now.
    private func ticket() -> Int? {
        let now = ContinuousClock.now
        return self.state.withLock { self.isCurrent($0, now) ? $0.generation : nil }
    }

    package func forget() {
        self.state.withLock {
            $0.generation += 1
            $0.value = nil
        }
    }

    /// Keeps the value true to a collection for as long as the task runs.
    ///
    /// - Parameter didChange: is called after each change, and where changes may have been missed.
    package func follow<Model>(
        _ watch: CollectionWatch<Model>, _ didChange: @escaping @Sendable () async -> Void
    ) async {
        await watch.run { news in
            if self.isChanged(by: news) { await didChange() }
        }
    }

    /// The same for those who must not wait for it: it is read as soon as it is not known.
    package func follow<Model>(
        _ watch: CollectionWatch<Model>, reading read: @escaping @Sendable () async throws -> Value
    ) async {
        await watch.run { news in
            _ = self.isChanged(by: news)
            if case .current = news, self.value == nil { _ = try? await self.newValue(read) }
        }
    }

    /// - Returns: whether it may be another one now.
    private func isChanged<Model>(by news: CollectionWatch<Model>.News) -> Bool {
        switch news {
        case .current(let instant): self.isCurrent(since: instant)
        case .ended: self.isLost()
        case .began, .unreadable, .change:
            self.forget()
            return true
        }
        return false
    }

    /// All changes that were confirmed before a moment have been told.
    private func isCurrent(since instant: ContinuousClock.Instant) { self.state.withLock { $0.current = instant } }

    /// Changes are not told for now.
    private func isLost() {
        self.state.withLock {
            $0.current = nil
            $0.generation += 1
            $0.value = nil
        }
    }

    private func isCurrent(_ state: State, _ now: ContinuousClock.Instant) -> Bool {
        state.current.map { now - $0 < self.patience } ?? false
    }
}
