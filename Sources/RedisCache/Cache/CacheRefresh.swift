/// When a cached value is made anew before a caller has to wait for it.
///
/// The caller that finds an entry due is served what there is; the operation runs in the background, in one process
/// only, and replaces the entry. An invalidation removes an entry at once in any case: what it declares stale is not
/// served by `staleFor`, and neither is a value behind the moment that it names (``CacheValue/validUntil``). Close to that
/// moment such a value is made anew once and then left alone.
public struct CacheRefresh: Hashable, Sendable {
    /// The last part of an entry's life, from 0 to 1, in which a reader causes it to be made anew.
    public var ahead: Double
    /// How long an entry is still served behind the end of its life, while it is made anew.
    public var staleFor: Duration

    /// - Parameters:
    ///   - ahead: the last part of an entry's life, from 0 to 1, in which a reader causes it to be made anew.
    ///   - staleFor: how long an entry is still served behind the end of its life.
    public init(ahead: Double = 0, staleFor: Duration = .zero) {
        self.ahead = min(max(ahead, 0), 1)
        self.staleFor = max(staleFor, .zero)
    }

    /// A value is made when there is none.
    public static let onMiss = CacheRefresh()
}

/// How long the entries of one cached operation live.
struct CacheLifetime: Sendable {
    let ttl: Duration
    /// The life of an entry that says that there is nothing.
    let missingTTL: Duration
    let refresh: CacheRefresh

    /// Whether the age of an entry matters to its readers.
    var mayBeDue: Bool { self.refresh != .onMiss }

    /// How much life an entry has left, beyond which it is not due.
    var dueBelow: Duration { self.refresh.staleFor + self.ttl * self.refresh.ahead }

    /// How long Redis keeps a value, unless that ends earlier by itself.
    func total(for value: some CacheValue) -> Duration {
        (value.isMissing ? self.missingTTL : self.ttl) + self.refresh.staleFor
    }
}
