import Logging

/// One entry, and the operation that makes its value.
struct Fill<Value: CacheValue>: Sendable {
    let cache: CacheManager
    let redis: RedisConnection
    let namespace: CacheNamespace
    let key: String
    let lifetime: CacheLifetime
    let operation: @Sendable () async throws -> Value

    /// How often a process waits for another that executes, before it executes itself in any case.
    private static var patience: Int { 3 }

    var name: EntryName { EntryName(namespace: self.namespace.name, key: self.key) }

    /// What Redis has.
    func read() async throws -> Found {
        guard self.lifetime.mayBeDue else {
            return Found(bytes: try await self.redis.send(.get(prefix: self.namespace.entryPrefix, self.key)))
        }
        return try await self.redis.run(CacheScripts.read, keys: [self.namespace.entryKey(self.key)], as: Found.self)
    }

    /// What follows a miss: one of those who miss together executes, all get the result.
    func value(_ trace: inout CacheTrace) async throws -> Value {
        let flights = self.cache.flights
        let ticket = flights.enter(self.name)
        defer { flights.leave(self.name) }

        let claim: Claim
        do {
            claim = try await self.claim()
        } catch let error as RedisError {
            self.cache.refusals.note(error)
            return try await trace.timing(self.operation)
        }
        if let entry = claim.entry, let value = try? Value(cacheBytes: entry) {
            trace.hit(self.key, in: "Redis")
            return value
        }
        trace.miss(self.key)

        let (flight, isNew) = flights.join(self.name, ticket: ticket, token: claim.token, as: Value.self)
        if isNew {
            // The flight is a caller as well: it stays entered until its result is stored.
            _ = flights.enter(self.name)
            Task { [trace] in
                var trace = trace
                let outcome: Result<Value, any Error>
                do {
                    outcome = .success(try await self.made(claim, &trace))
                } catch {
                    outcome = .failure(error)
                }
                flights.didLand(self.name, token: claim.token, as: Value.self, isSuccess: (try? outcome.get()) != nil)
                flight.land(outcome)
                flights.leave(self.name)
            }
        }
        return try await flight.value()
    }

    /// Makes the value anew in the background, unless somebody does already.
    func refresh() {
        guard self.cache.refreshes.begin(self.name) else { return }
        Task {
            defer { self.cache.refreshes.end(self.name) }
            guard let claim = try? await self.claim(isRefresh: true), claim.isLeader else { return }
            var trace = CacheTrace(self.cache.logger, namespace: self.namespace.name)
            do {
                _ = try await self.execute(claim, &trace)
            } catch {
                // The entry is served until its end; then a caller meets the error.
                self.cache.logger.debug("A cached value could not be made anew", error: error)
            }
        }
    }

    // MARK: Steps

    private func claim(isRefresh: Bool = false) async throws -> Claim {
        try await self.redis.run(
            CacheScripts.claim,
            keys: [self.namespace.tokenKey, self.namespace.entryKey(self.key), self.namespace.leaseKey(self.key)],
            arguments: [
                .bytes(Claim.newToken()), .bytes(self.cache.name),
                .integer(self.cache.executionLease.wholeMilliseconds), isRefresh ? 1 : 0,
            ], as: Claim.self)
    }

    /// The value: another process' if one executes already, else the operation's.
    ///
    /// Every claim that follows the first is newer, so what comes of it suits everybody who waits.
    private func made(_ first: Claim, _ trace: inout CacheTrace) async throws -> Value {
        var claim = first
        for _ in 0..<Self.patience where !claim.isLeader {
            if let value = await self.awaitOther() {
                trace.hit(self.key, in: "Redis")
                return value
            }
            guard let next = try? await self.claim() else { break }
            if let entry = next.entry, let value = try? Value(cacheBytes: entry) { return value }
            claim = next
        }
        return try await self.execute(claim, &trace)
    }

    /// Looks again and again for what another process makes, until its lease is over.
    private func awaitOther() async -> Value? {
        let end = MonotonicInstant.now.advanced(by: self.cache.executionLease)
        var pause = Duration.milliseconds(1)
        while MonotonicInstant.now < end {
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(16))
            let look = try? await self.redis.run(
                CacheScripts.look, keys: [self.namespace.entryKey(self.key), self.namespace.leaseKey(self.key)],
                as: Look.self)
            if let entry = look?.entry, let value = try? Value(cacheBytes: entry) { return value }
            if look?.isLeased != true { return nil }
        }
        return nil
    }

    /// Executes the operation and stores its result.
    private func execute(_ claim: Claim, _ trace: inout CacheTrace) async throws -> Value {
        let value: Value
        do {
            value = try await trace.timing(self.operation)
        } catch {
            if claim.isLeader {
                _ = try? await self.redis.run(
                    CacheScripts.release, keys: [self.namespace.leaseKey(self.key)],
                    arguments: [.bytes(claim.token + self.cache.name)])
            }
            throw error
        }
        let start = trace.mark()
        let isStored = await self.cache.store(
            value.cacheBytes(), in: self.namespace, key: self.key, ttl: self.lifetime.total(for: value),
            token: claim.token)
        trace.stored(isStored, since: start)
        return value
    }
}
