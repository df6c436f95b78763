extension CacheManager {
    /// The cached result of an operation, which is executed only if there is none.
    ///
    /// ```swift
    /// let page = try await cache.cached(namespace: "products", key: "list:all") { try await renderList() }
    /// ```
    /// Concurrent callers of this process that miss share one execution, which goes on if some of them, or all, are
    /// cancelled. A caller that starts after an invalidation never shares one that began before. What an execution
    /// returns is stored unless the namespace was invalidated since it began. If Redis is away, every caller executes
    /// the operation itself.
    ///
    /// - Parameters:
    ///   - namespace: the entry's namespace.
    ///   - key: the entry's key in it.
    ///   - ttl: how long the result lives, to the millisecond; ``defaultTTL`` if nil.
    ///   - operation: what to cache the result of.
    /// - Throws: what the operation throws, which is not cached; `CancellationError`.
    public func cached<Value: CacheValue>(
        namespace: String, key: String, ttl: Duration? = nil,
        _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await self.value(in: self.namespace(namespace), key: key, ttl: ttl ?? self.defaultTTL, for: ()) {
            try await operation()
        }
    }

    /// The input travels beside the operation, so that a hit needs no closure that captures it.
    func value<Input: Sendable, Value: CacheValue>(
        in namespace: CacheNamespace, key: String, ttl: Duration, for input: Input,
        _ operation: @escaping @Sendable (Input) async throws -> Value
    ) async throws -> Value {
        var trace = CacheTrace(self.logger, namespace: namespace.name)
        guard let redis = self.readyRedis else { return try await self.execute(operation, input, &trace) }
        let near = self.near(namespace.name)
        let place = EntryName(namespace: namespace.name, key: key)
        if let value = near?.value(place, as: Value.self) {
            trace.hit(key, in: "memory")
            return value
        }
        let ticket = near?.ticket()
        let entry: [UInt8]?
        do {
            entry = try await redis.send(.get(prefix: namespace.entryPrefix, key))
        } catch let error as RedisError {
            self.refusals.note(error)
            return try await self.execute(operation, input, &trace)
        }
        if let entry, let value = try? Value(cacheBytes: entry) {
            trace.hit(key, in: "Redis")
            if let near, let ticket {
                near.store(value, byteCount: entry.count, at: place, expiry: .now.advanced(by: ttl), ticket: ticket)
            }
            return value
        }
        return try await self.fill(namespace, key: key, ttl: ttl, redis, &trace, for: input, operation)
    }

    /// What follows a miss: one of those who miss together executes, all get the result.
    private func fill<Input: Sendable, Value: CacheValue>(
        _ namespace: CacheNamespace, key: String, ttl: Duration, _ redis: RedisConnection, _ trace: inout CacheTrace,
        for input: Input, _ operation: @escaping @Sendable (Input) async throws -> Value
    ) async throws -> Value {
        let place = EntryName(namespace: namespace.name, key: key)
        let ticket = self.flights.enter(place)
        defer { self.flights.leave(place) }

        let claim: Claim
        do {
            claim = try await redis.run(
                CacheScripts.claim, keys: [namespace.tokenKey, namespace.entryKey(key)],
                arguments: [.bytes(Claim.newToken())], as: Claim.self)
        } catch let error as RedisError {
            self.refusals.note(error)
            return try await self.execute(operation, input, &trace)
        }
        if let entry = claim.entry, let value = try? Value(cacheBytes: entry) {
            trace.hit(key, in: "Redis")
            return value
        }
        trace.miss(key)

        let (flight, isNew) = self.flights.join(place, ticket: ticket, token: claim.token, as: Value.self)
        if isNew {
            // The flight is a caller as well: it stays entered until its result is stored.
            _ = self.flights.enter(place)
            Task { [trace] in
                var trace = trace
                let outcome = await self.fly(
                    place, token: claim.token, ttl: ttl, in: namespace, &trace, for: input, operation)
                flight.land(outcome)
                self.flights.leave(place)
            }
        }
        return try await flight.value()
    }

    /// Executes the operation and stores its result, on a task that nobody cancels.
    private func fly<Input: Sendable, Value: CacheValue>(
        _ place: EntryName, token: [UInt8], ttl: Duration, in namespace: CacheNamespace,
        _ trace: inout CacheTrace, for input: Input, _ operation: @Sendable (Input) async throws -> Value
    ) async -> Result<Value, any Error> {
        do {
            let value = try await self.execute(operation, input, &trace)
            let start = trace.mark()
            let isStored = await self.store(value.cacheBytes(), in: namespace, key: place.key, ttl: ttl, token: token)
            trace.stored(isStored, since: start)
            self.flights.didLand(place, token: token, as: Value.self, isSuccess: true)
            return .success(value)
        } catch {
            self.flights.didLand(place, token: token, as: Value.self, isSuccess: false)
            return .failure(error)
        }
    }

    private func execute<Input, Value>(
        _ operation: @Sendable (Input) async throws -> Value, _ input: Input, _ trace: inout CacheTrace
    ) async throws -> Value {
        let start = trace.mark()
        let value = try await operation(input)
        trace.executed(since: start)
        return value
    }
}
