extension CacheManager {
    /// The cached result of an operation, which is executed only if there is none.
    ///
    /// ```swift
    /// let page = try await cache.cached(namespace: "products", key: "list:all") { try await renderList() }
    /// ```
    /// Concurrent callers that miss share one execution, in one of the processes if there are several, which goes on if
    /// some of them, or all, are cancelled. A caller that starts after an invalidation never shares one that began
    /// before. What an execution returns is stored unless the namespace was invalidated since it began. If Redis is
    /// away, every caller executes the operation itself.
    ///
    /// - Parameters:
    ///   - namespace: the entry's namespace.
    ///   - key: the entry's key in it.
    ///   - ttl: how long the result lives, to the millisecond; ``defaultTTL`` if nil.
    ///   - missingTTL: how long a result lives that says that there is nothing, such as the nil of an optional; `ttl`
    ///     if nil.
    ///   - refresh: whether the result is made anew before it has ended.
    ///   - operation: what to cache the result of.
    /// - Throws: what the operation throws, which is not cached; `CancellationError`.
    public func cached<Value: CacheValue>(
        namespace: String, key: String, ttl: Duration? = nil, missingTTL: Duration? = nil,
        refresh: CacheRefresh = .onMiss, _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let lifetime = self.lifetime(ttl, missingTTL: missingTTL, refresh: refresh)
        return try await self.value(in: self.namespace(namespace), key: key, lifetime: lifetime, operation)
    }

    func lifetime(_ ttl: Duration?, missingTTL: Duration?, refresh: CacheRefresh) -> CacheLifetime {
        let ttl = ttl ?? self.defaultTTL
        return CacheLifetime(ttl: ttl, missingTTL: missingTTL ?? ttl, refresh: refresh)
    }

    func value<Value: CacheValue>(
        in namespace: CacheNamespace, key: String, lifetime: CacheLifetime,
        _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        var trace = CacheTrace(self.logger, self.counted, namespace: namespace.name)
        let near = self.near(namespace.name)
        let inMemory = near?.value(EntryName(namespace: namespace.name, key: key), as: Value.self)
        if let (value, isDue) = inMemory, !isDue {
            trace.hit(key, in: "memory")
            return value
        }
        guard let (redis, session) = self.readyRedis else {
            if let (value, _) = inMemory { return value }
            return try await trace.timing(operation)
        }
        let fill = Fill(
            cache: self, redis: redis, session: session, namespace: namespace, key: key, lifetime: lifetime,
            operation: operation)
        if let (value, _) = inMemory {
            trace.hit(key, in: "memory")
            fill.refresh()
            return value
        }
        let asked = MonotonicInstant.now
        let ticket = near?.ticket(for: session)
        let found: CacheScripts.EntryReply
        do {
            found = try await self.read(namespace, key, from: redis, on: session)
        } catch let error as RedisError {
            self.refusals.note(error)
            return try await trace.timing(operation)
        }
        guard let bytes = found.bytes, let value = try? Value(cacheBytes: bytes) else {
            return try await fill.value(&trace)
        }
        trace.hit(key, in: "Redis")
        if let near, let ticket {
            near.store(value, bytes, found, of: fill.name, lifetime, asked: asked, ticket: ticket)
        }
        if lifetime.mayBeDue, found.rest < lifetime.dueBelow { fill.refresh() }
        return value
    }
}

extension NearCache {
    /// Keeps what was found in Redis, no longer than Redis does: it tells of an entry's end, but may be late with it.
    ///
    /// - Parameter asked: the moment before Redis was asked, from which the rest of the entry's life counts.
    func store(
        _ value: some CacheValue, _ bytes: [UInt8], _ found: CacheScripts.EntryReply, of name: EntryName,
        _ lifetime: CacheLifetime, asked: MonotonicInstant, ticket: Int
    ) {
        // Redis counts in whole milliseconds.
        let rest = found.rest - .milliseconds(1)
        self.store(
            value, byteCount: bytes.count, at: name, expiry: asked.advanced(by: rest),
            due: lifetime.mayBeDue ? asked.advanced(by: rest - lifetime.dueBelow) : .distantFuture,
            ticket: ticket)
    }
}
