/// An operation whose results are cached, called like the operation itself.
///
/// ```swift
/// let productBySlug = Cached("products", in: cache, ttl: .seconds(300), key: { (slug: String) in "slug:\(slug)" }) {
///     slug in try await products.find(slug: slug)
/// }
/// let product = try await productBySlug("lamp")
/// await cache.invalidate("products", "slug:lamp", "list:*")
/// ```
/// A hit costs one `GET`. How misses behave is described at ``CacheManager/cached(namespace:key:ttl:_:)``.
public struct Cached<Input: Sendable, Value: CacheValue>: Sendable {
    private let cache: CacheManager
    private let namespace: CacheNamespace
    private let ttl: Duration
    private let key: @Sendable (Input) -> String
    private let operation: @Sendable (Input) async throws -> Value

    /// - Parameters:
    ///   - namespace: the entries' namespace.
    ///   - cache: where they are kept.
    ///   - ttl: how long they live, to the millisecond; the cache's `defaultTTL` if nil.
    ///   - key: the entry's key for an input. Inputs with different results must have different keys.
    ///   - operation: what to cache the results of. What it throws is not cached.
    public init(
        _ namespace: String, in cache: CacheManager, ttl: Duration? = nil,
        key: @escaping @Sendable (Input) -> String,
        _ operation: @escaping @Sendable (Input) async throws -> Value
    ) {
        self.cache = cache
        self.namespace = cache.namespace(namespace)
        self.ttl = ttl ?? cache.defaultTTL
        self.key = key
        self.operation = operation
    }

    /// The operation's result, from the cache if it is there.
    ///
    /// - Throws: what the operation throws; `CancellationError`.
    public func callAsFunction(_ input: Input) async throws -> Value {
        try await self.cache.value(
            in: self.namespace, key: self.key(input), ttl: self.ttl, for: input, self.operation)
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
