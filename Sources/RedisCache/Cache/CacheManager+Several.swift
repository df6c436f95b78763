extension CacheManager {
    /// The cached results of an operation for several keys, which is executed once for all of those that have none.
    ///
    /// What is not in memory is asked for by one question to Redis. What was read before an invalidation is not stored, as
    /// with ``cached(namespace:key:ttl:missingTTL:refresh:_:)``. But callers that miss the same keys do not share an execution:
    /// this is for operations that answer for many keys as fast as for one.
    ///
    /// - Parameters:
    ///   - namespace: the entries' namespace.
    ///   - keys: the entries' keys in it.
    ///   - ttl: how long the results live, to the millisecond; ``defaultTTL`` if nil.
    ///   - operation: makes the values of some of the keys, which are told by their places, in the same order; nil where there
    ///     is none, which is not cached.
    /// - Returns: a value for each key, nil where there is none.
    /// - Throws: what the operation throws.
    public func cached<Value: CacheValue>(
        namespace: String, keys: [String], ttl: Duration? = nil,
        _ operation: (_ places: [Int]) async throws -> [Value?]
    ) async throws -> [Value?] {
        var trace = CacheTrace(self.logger, self.counted, namespace: namespace)
        let near = self.near(namespace)
        var values: [Value?] = keys.map { key in
            let value = near?.value(EntryName(namespace: namespace, key: key), as: Value.self)?.value
            if value != nil { trace.hit(key, in: "memory") }
            return value
        }
        var missing = values.indices.filter { values[$0] == nil }
        guard !missing.isEmpty else { return values }
        let names = self.namespace(namespace)
        let lifetime = self.lifetime(ttl, missingTTL: nil, refresh: .onMiss)
        var tokens: [Int: [UInt8]] = [:]
        if let (redis, session) = self.readyRedis {
            let asked = MonotonicInstant.now
            let ticket = near?.ticket(for: session)
            do {
                let reply = try await self.read(names, missing.map { keys[$0] }, from: redis, on: session)
                for (place, ticket) in zip(missing, reply) { tokens[place] = ticket.token }
                for (place, found) in zip(missing, reply.map(\.entry)) {
                    guard let bytes = found.bytes, let value = try? Value(cacheBytes: bytes) else { continue }
                    trace.hit(keys[place], in: "Redis")
                    values[place] = value
                    if let near, let ticket {
                        let name = EntryName(namespace: namespace, key: keys[place])
                        near.store(value, bytes, found, of: name, lifetime, asked: asked, ticket: ticket)
                    }
                }
            } catch let error as RedisError {
                self.refusals.note(error)
            }
            missing = missing.filter { values[$0] == nil }
            guard !missing.isEmpty else { return values }
        }
        for place in missing { trace.miss(keys[place]) }
        let made = try await trace.timing { try await operation(missing) }
        for (place, value) in zip(missing, made) { values[place] = value }
        let found = zip(missing, made).compactMap { place, value -> (key: String, value: Value, token: [UInt8])? in
            guard let token = tokens[place], let value else { return nil }
            return (keys[place], value, token)
        }
        await self.store(found, in: names, lifetime)
        return values
    }

    private func read(
        _ namespace: CacheNamespace, _ keys: [String], from redis: RedisConnection, on session: RedisSession
    ) async throws -> [CacheScripts.TicketReply] {
        try await redis.run(
            CacheScripts.readSeveral, on: session,
            keys: [namespace.listKey, namespace.runKey, namespace.tokenKey]
                + keys.flatMap { key in
                    [namespace.entryKey(key), namespace.tokenKey(ofGroup: CacheNamespace.group(of: key))]
                },
            arguments: [.bytes(session.run), .bytes(session.run + [UInt8].randomToken())]
                + keys.map(RedisArgument.string))
    }

    private func store<Value: CacheValue>(
        _ values: [(key: String, value: Value, token: [UInt8])], in namespace: CacheNamespace,
        _ lifetime: CacheLifetime
    ) async {
        await withDiscardingTaskGroup { group in
            for (key, value, token) in values {
                group.addTask {
                    _ = await self.store(
                        value.cacheBytes(), in: namespace, key: key, ttl: lifetime.total(for: value), token: token,
                        tags: value.cacheTags, timeLeft: value.timeLeft, end: value.endMilliseconds)
                }
            }
        }
    }
}
