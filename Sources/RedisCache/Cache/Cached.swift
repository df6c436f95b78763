/// An operation whose results are cached, called like the operation itself.
///
/// ```swift
/// let productBySlug = Cached("products", in: cache, ttl: .seconds(300), key: { (slug: String) in "slug:\(slug)" }) {
///     slug in try await products.find(slug: slug)
/// }
/// let product = try await productBySlug("lamp")
/// await cache.invalidate("products", "slug:lamp", "list:*")
/// ```
/// A hit in Redis costs one command. How misses behave is described at ``CacheManager/cached(namespace:key:ttl:missingTTL:refresh:_:)``.
public struct Cached<Input: Sendable, Value: CacheValue>: Sendable {
    private let cache: CacheManager
    private let namespace: CacheNamespace
    private let lifetime: CacheLifetime
    private let key: @Sendable (Input) -> String
    private let operation: @Sendable (Input) async throws -> Value

    /// - Parameters:
    ///   - namespace: the entries' namespace.
    ///   - cache: where they are kept.
    ///   - ttl: how long they live, to the millisecond; the cache's `defaultTTL` if nil.
    ///   - missingTTL: how long a result lives that says that there is nothing; `ttl` if nil.
    ///   - refresh: whether results are made anew before they have ended.
    ///   - key: the entry's key for an input. Inputs with different results must have different keys.
    ///   - operation: what to cache the results of. What it throws is not cached.
    public init(
        _ namespace: String, in cache: CacheManager, ttl: Duration? = nil, missingTTL: Duration? = nil,
        refresh: CacheRefresh = .onMiss, key: @escaping @Sendable (Input) -> String,
        _ operation: @escaping @Sendable (Input) async throws -> Value
    ) {
        self.cache = cache
        self.namespace = cache.namespace(namespace)
        self.lifetime = cache.lifetime(ttl, missingTTL: missingTTL, refresh: refresh)
        self.key = key
        self.operation = operation
    }

    /// The operation's result, from the cache if it is there.
    ///
    /// - Throws: what the operation throws; `CancellationError`.
    public func callAsFunction(_ input: Input) async throws -> Value {
        let operation = self.operation
        return try await self.cache.value(in: self.namespace, key: self.key(input), lifetime: self.lifetime) {
            try await operation(input)
        }
    }
}

extension Cached where Input == Void {
    /// The operation's result, from the cache if it is there.
    ///
    /// - Throws: what the operation throws; `CancellationError`.
    public func callAsFunction() async throws -> Value {
        try await self(())
    }
}
