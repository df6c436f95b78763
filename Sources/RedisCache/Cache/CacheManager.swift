public import Logging

/// A cache in Redis that is never in the way: if Redis is away or refuses, a read is a miss and a write is skipped, and
/// nothing throws.
///
/// An entry's key in Redis is `prefix:namespace:key`, for example `shop:products:slug:lamp`. A namespace contains no
/// colon, or two namespaces could mean the same entry. Reading through ``cached(namespace:key:ttl:missingTTL:refresh:_:)`` or ``Cached``
/// is what most code wants: they run an operation once however many callers miss, and never store what was read before
/// an invalidation. `set` stores unconditionally.
///
/// Entries always expire, the cache's bookkeeping (<doc:HowEntriesStayFresh>) never does. So Redis'
/// `maxmemory-policy` should be `noeviction` or one of the `volatile-` ones: with `allkeys-` it may evict the list of a
/// namespace's keys, and the whole namespace is read anew.
public final class CacheManager: Sendable {
    /// How long an entry lives unless a call says otherwise.
    public let defaultTTL: Duration
    /// The part of its life, from 0 to 1, that an entry may lose at random, so that entries stored together don't
    /// expire together.
    public let ttlJitter: Double

    let redis: RedisConnection?
    let logger: Logger
    let pending = PendingInvalidations()
    let executions = SingleFlight()
    let refreshes = Refreshes()
    /// What this cache is called where it executes for all processes.
    let name = [UInt8].randomToken()
    /// How long the others wait for the process that executes.
    let executionLease: Duration
    let refusals: RefusalLog
    let counted = CacheCounts()
    private let prefix: String
    /// Entries in memory, if some are to be kept there, and the thread that is told of changes.
    private let near: NearCache?
    private let nearNamespaces: Set<ByteKey>
    private let subscriber: InvalidationSubscriber?

    /// - Parameters:
    ///   - redis: the connection; nil disables the cache: every read is a miss.
    ///   - prefix: the first part of every key, the application's name.
    ///   - defaultTTL: how long an entry lives, to the millisecond.
    ///   - ttlJitter: the part of its life that an entry may lose at random, from 0 to 1.
    ///   - executionLease: when callers of several processes miss one entry, one process executes the operation, and the
    ///     others wait for the entry, but no longer than this.
    ///   - near: what is kept in this process' memory as well; nil for nothing. It takes a second connection and a
    ///     thread, until ``shutDown()``.
    ///   - logger: is told of hits, misses and times at the debug level, and of trouble.
    public init(
        redis: RedisConnection?, prefix: String, defaultTTL: Duration = .seconds(300), ttlJitter: Double = 0,
        executionLease: Duration = .milliseconds(500), near: NearCacheSettings? = nil, logger: Logger
    ) {
        self.redis = redis
        self.prefix = prefix
        self.defaultTTL = defaultTTL
        self.ttlJitter = min(max(ttlJitter, 0), 1)
        self.executionLease = max(executionLease, .milliseconds(1))
        self.logger = logger
        let rules = AccessRules.needed(prefix: prefix)
        self.refusals = RefusalLog(logger, neededRules: rules)
        self.nearNamespaces = Set((near?.namespaces ?? []).map { ByteKey($0) })
        if let redis, let near, !near.namespaces.isEmpty {
            let entries = NearCache(byteLimit: near.byteLimit)
            self.near = entries
            self.subscriber = InvalidationSubscriber(
                to: redis, lease: near.lease,
                namespaces: near.namespaces.map { CacheNamespace($0, prefix: prefix) }, near: entries,
                neededRules: rules, logger: logger)
        } else {
            self.near = nil
            self.subscriber = nil
        }
    }

    /// Ends what runs in the background for the entries in memory, which are served no longer. The connection to Redis
    /// is its owner's to shut down.
    public func shutDown() async {
        await self.subscriber?.shutDown()
    }

    /// Whether there is a connection to cache with, be Redis reachable or not.
    public var isEnabled: Bool { self.redis != nil }

    // MARK: Entries

    /// The bytes of an entry; nil if there is none, or if Redis can't tell.
    public func get(namespace: String, key: String) async -> [UInt8]? {
        guard let (redis, session) = self.readyRedis else { return nil }
        do {
            return try await self.read(self.namespace(namespace), key, from: redis, on: session).bytes
        } catch {
            self.refusals.note(error)
            return nil
        }
    }

    /// Stores an entry, whatever was invalidated since its value was read.
    ///
    /// - Parameters:
    ///   - bytes: what to store.
    ///   - namespace: the entry's namespace.
    ///   - key: the entry's key in it.
    ///   - ttl: how long it lives, to the millisecond; ``defaultTTL`` if nil.
    /// - Returns: whether it was stored.
    @discardableResult
    public func set(_ bytes: [UInt8], namespace: String, key: String, ttl: Duration? = nil) async -> Bool {
        let isStored = await self.store(
            bytes, in: self.namespace(namespace), key: key, ttl: ttl ?? self.defaultTTL, token: [])
        self.near?.remove([EntryName(namespace: namespace, key: key)])
        return isStored
    }

    /// The value of an entry if it is in this process' memory, without waiting for anything.
    ///
    /// It is what a call of ``cached(namespace:key:ttl:missingTTL:refresh:_:)`` would return now. Nil says nothing about
    /// Redis, and is the answer, too, where the entry should be made anew.
    ///
    /// - Parameters:
    ///   - namespace: the entry's namespace, one of ``NearCacheSettings/namespaces``.
    ///   - key: the entry's key in it.
    ///   - type: the type with which it is read and stored.
    public func valueInMemory<Value: CacheValue>(
        namespace: String, key: String, as type: Value.Type = Value.self
    ) -> Value? {
        let trace = CacheTrace(self.logger, self.counted, namespace: namespace)
        guard
            let (value, isDue) = self.near(namespace)?
                .value(EntryName(namespace: namespace, key: key), as: Value.self), !isDue
        else { return nil }
        trace.hit(key, in: "memory")
        return value
    }

    // MARK: For the other files of the cache

    /// How many keys have callers that missed and don't have their value yet.
    var executionsUnderWay: Int { self.executions.count }

    /// The connection, unless Redis is away or there are invalidations that it doesn't know of yet.
    var readyRedis: (redis: RedisConnection, session: RedisSession)? {
        guard self.pending.isEmpty, let redis, let session = redis.session else { return nil }
        return (redis, session)
    }

    /// Reads an entry that counts.
    func read(
        _ namespace: CacheNamespace, _ key: String, from redis: RedisConnection, on session: RedisSession
    ) async throws -> CacheScripts.EntryReply {
        try await redis.run(
            CacheScripts.read, on: session, isShared: true, keys: Array(namespace.keys(of: key).prefix(3)),
            arguments: [.bytes(session.run), .string(key)])
    }

    /// The entries in memory, if those of the namespace are kept there, unless there are invalidations that Redis
    /// doesn't know of yet.
    func near(_ namespace: String) -> NearCache? {
        guard let near, self.nearNamespaces.contains(ByteKey(namespace)), self.pending.isEmpty else { return nil }
        return near
    }

    /// Forgets entries in memory, whatever Redis says.
    func forgetNear(_ targets: InvalidationTargets, in namespace: String) {
        self.near?.remove(targets, in: namespace)
    }

    func namespace(_ name: String) -> CacheNamespace {
        CacheNamespace(name, prefix: self.prefix)
    }

    /// - Parameters:
    ///   - token: the namespace's token that the fill began with; empty to store in any case.
    ///   - tags: what the entry can be invalidated by besides its key.
    ///   - timeLeft: the longest that it may live; nil for its time to live.
    ///   - end: the same as a moment, in milliseconds from the beginning of 1970.
    func store(
        _ bytes: [UInt8], in namespace: CacheNamespace, key: String, ttl: Duration, token: [UInt8], tags: [String] = [],
        timeLeft: Duration? = nil, end: Int? = nil
    ) async -> Bool {
        guard let (redis, session) = self.readyRedis, ttl > .zero else { return false }
        let life = min(self.milliseconds(ttl), timeLeft?.wholeMilliseconds ?? .max)
        guard life > 0 else { return false }
        do {
            return try await redis.run(
                CacheScripts.store, on: session, keys: namespace.keys(of: key),
                arguments: [
                    .bytes(session.run), .string(key), .bytes(token), .bytes(self.name), .bytes(bytes),
                    .integer(life), end.map(RedisArgument.integer) ?? "",
                ] + tags.map(RedisArgument.string))
        } catch {
            self.refusals.note(error)
            return false
        }
    }

    private func milliseconds(_ ttl: Duration) -> Int {
        let nominal = ttl.wholeMilliseconds
        let lost = self.ttlJitter > 0 ? Int(Double(nominal) * Double.random(in: 0...self.ttlJitter)) : 0
        return max(1, nominal - lost)
    }
}
