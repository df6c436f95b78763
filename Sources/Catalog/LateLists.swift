import RedisCache
import Synchronization

/// Drops the pages of lists some time after a figure has changed that they show: once for all that change meanwhile, however
/// many these are.
///
/// If the process ends before, the other instances drop them: each hears of every change from the database, and an instance
/// that starts begins without anything.
final class LateLists: Sendable {
    /// How long they are shown as they were. With the time until another instance hears of a change, well below the five
    /// seconds that are promised.
    static let pause = Duration.seconds(2)

    private let cache: CacheManager
    private let isWaiting = Mutex(false)

    init(_ cache: CacheManager) {
        self.cache = cache
    }

    /// A figure has changed, and the change is committed.
    func drop() {
        let isFirst = self.isWaiting.withLock { isWaiting in
            defer { isWaiting = true }
            return !isWaiting
        }
        guard isFirst, self.cache.isEnabled else { return }
        Task {
            try? await Task.sleep(for: Self.pause)
            // Before the lists go: what changes from now on needs another turn.
            self.isWaiting.withLock { $0 = false }
            await self.cache.invalidate(CatalogCache.namespace, CatalogChange.figures.patternsLater)
        }
    }
}
