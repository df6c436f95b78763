import Synchronization

/// How often what was asked for was there, and how often not.
final class CacheCounts: Sendable {
    let hits = Atomic<Int>(0)
    let misses = Atomic<Int>(0)
}

extension CacheManager {
    /// How many entries were found since the cache was made, in memory or in Redis, and how many were not.
    public var counts: (hits: Int, misses: Int) {
        (self.counted.hits.load(ordering: .relaxed), self.counted.misses.load(ordering: .relaxed))
    }
}
