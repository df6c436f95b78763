import Synchronization

/// A part of the shop that is told of changes by the process's ``ChangeFeed``, while somebody wants it.
package final class ChangeFeedPart: Sendable {
    private struct State {
        var users = 0
        var lastUse: ContinuousClock.Instant?
        var hear: (@Sendable (ChangeFeed.News) async -> Void)?
    }

    let selections: [ChangeSelection]
    private let began: @Sendable () -> Void
    private let state = Mutex(State())

    init(_ selections: [ChangeSelection], began: @escaping @Sendable () -> Void) {
        self.selections = selections
        self.began = began
    }

    /// Says what is done with news. It is called with one after the other; the next one waits.
    package func hear(_ hear: @escaping @Sendable (ChangeFeed.News) async -> Void) {
        self.state.withLock { $0.hear = hear }
    }

    func tell(_ news: ChangeFeed.News) async {
        await self.state.withLock { $0.hear }?(news)
    }

    /// That somebody wants what the part is told, for as long as it is referred to.
    package final class Use: Sendable {
        private let part: ChangeFeedPart

        fileprivate init(_ part: ChangeFeedPart) {
            self.part = part
        }

        deinit { self.part.endUse() }
    }

    /// Has the part be told.
    package func use() -> Use {
        self.state.withLock { $0.users += 1 }
        self.began()
        return Use(self)
    }

    private func endUse() {
        self.state.withLock {
            $0.users -= 1
            $0.lastUse = .now
        }
    }

    /// - Parameter patience: how long it is wanted when nobody wants it any more.
    func isWanted(_ now: ContinuousClock.Instant, _ patience: Duration) -> Bool {
        self.state.withLock { $0.users > 0 || $0.lastUse.map { now - $0 < patience } ?? false }
    }
}
