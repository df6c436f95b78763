import Logging

/// One entry, and the operation that makes its value.
struct Fill<Value: CacheValue>: Sendable {
    let cache: CacheManager
    let redis: RedisConnection
    let session: RedisSession
    let namespace: CacheNamespace
    let key: String
    let lifetime: CacheLifetime
    let operation: @Sendable () async throws -> Value

    /// How often a process waits for another that executes, before it executes itself in any case.
    private static var maximumWaits: Int { 3 }

    var name: EntryName { EntryName(namespace: self.namespace.name, key: self.key) }

    /// What follows a miss: one of the callers that miss together executes, all get the result.
    func value(_ trace: inout CacheTrace) async throws -> Value {
        for _ in 0..<Self.maximumWaits {
            let began = MonotonicInstant.now
            let (value, isOwn) = try await self.sharedValue(&trace)
            // One that was begun before the caller came may no longer hold.
            if isOwn || !value.ended(before: began) { return value }
        }
        return try await trace.timing(self.operation)
    }

    /// - Returns: the value, and whether the operation was begun for this caller.
    private func sharedValue(_ trace: inout CacheTrace) async throws -> (value: Value, isOwn: Bool) {
        let executions = self.cache.executions
        let ticket = executions.enter(self.name)
        defer { executions.leave(self.name) }

        let lease: CacheScripts.LeaseReply
        do {
            lease = try await self.lease()
        } catch let error as RedisError {
            self.cache.refusals.note(error)
            return (try await trace.timing(self.operation), true)
        }
        if let entry = lease.entry, let value = try? Value(cacheBytes: entry) {
            trace.hit(self.key, in: "Redis")
            return (value, false)
        }
        trace.miss(self.key)

        let (execution, isNew) = executions.join(self.name, ticket: ticket, token: lease.token, as: Value.self)
        if isNew {
            // The execution is a caller as well: it stays entered until its result is stored.
            _ = executions.enter(self.name)
            Task { [trace] in
                var trace = trace
                let outcome: Result<Value, any Error>
                do {
                    outcome = .success(try await self.made(lease, &trace))
                } catch {
                    outcome = .failure(error)
                }
                // Nobody who comes later may share what has ended.
                let isOfUse = (try? outcome.get()).map { ($0.timeLeft ?? .seconds(1)) > .zero } ?? false
                executions.didFinish(self.name, token: lease.token, as: Value.self, isSuccess: isOfUse)
                execution.finish(outcome)
                executions.leave(self.name)
            }
        }
        return (try await execution.value(), isNew)
    }

    /// Makes the value anew in the background, unless that is under way already.
    func refresh() {
        guard self.cache.refreshes.begin(self.name) else { return }
        Task {
            var pause = Duration.zero
            defer { self.cache.refreshes.end(self.name, pause: pause) }
            guard let lease = try? await self.lease(isRefresh: true), lease.isHolder else { return }
            var trace = CacheTrace(self.cache.logger, self.cache.counted, namespace: self.namespace.name)
            do {
                let value = try await self.execute(lease, &trace)
                // One that ends soon by itself is due from the beginning.
                if let timeLeft = value.timeLeft, timeLeft < self.lifetime.dueBelow { pause = timeLeft }
            } catch {
                // The entry is served until its end; then a caller meets the error.
                self.cache.logger.debug("A cached value could not be made anew", error: error)
            }
        }
    }

    // MARK: Steps

    private func lease(isRefresh: Bool = false) async throws -> CacheScripts.LeaseReply {
        try await self.redis.run(
            CacheScripts.lease, on: self.session, keys: Array(self.namespace.keys(of: self.key).prefix(6)),
            arguments: [
                .bytes(self.session.run), .string(self.key), .bytes(self.session.run + [UInt8].randomToken()),
                .bytes(self.cache.name), .integer(self.cache.executionLease.wholeMilliseconds), isRefresh ? 1 : 0,
            ])
    }

    /// The value: another process' if one executes already, else the operation's.
    ///
    /// Every question for the lease that follows the first is newer, so what comes of it suits all callers that wait.
    private func made(_ first: CacheScripts.LeaseReply, _ trace: inout CacheTrace) async throws -> Value {
        var lease = first
        for _ in 0..<Self.maximumWaits where !lease.isHolder {
            if let value = await self.awaitOther() {
                trace.hit(self.key, in: "Redis")
                return value
            }
            guard let next = try? await self.lease() else { break }
            if let entry = next.entry, let value = try? Value(cacheBytes: entry) { return value }
            lease = next
        }
        return try await self.execute(lease, &trace)
    }

    /// Looks again and again for what another process makes, until its lease is over.
    private func awaitOther() async -> Value? {
        let end = MonotonicInstant.now.advanced(by: self.cache.executionLease)
        var pause = Duration.milliseconds(1)
        while MonotonicInstant.now < end {
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(16))
            let reply: CacheScripts.PollReply? = try? await self.redis.run(
                CacheScripts.poll, on: self.session, keys: Array(self.namespace.keys(of: self.key).prefix(4)),
                arguments: [.bytes(self.session.run), .string(self.key)])
            if let entry = reply?.entry, let value = try? Value(cacheBytes: entry) { return value }
            if reply?.isLeased != true { return nil }
        }
        return nil
    }

    /// Executes the operation and stores its result.
    private func execute(_ lease: CacheScripts.LeaseReply, _ trace: inout CacheTrace) async throws -> Value {
        let value: Value
        do {
            value = try await trace.timing(self.operation)
        } catch {
            await self.release(lease)
            throw error
        }
        let start = trace.mark()
        let timeLeft = value.timeLeft
        if let timeLeft, timeLeft < .milliseconds(1) {
            await self.release(lease)
            return value
        }
        let isStored = await self.cache.store(
            value.cacheBytes(), in: self.namespace, key: self.key, ttl: self.lifetime.total(for: value),
            token: lease.token, tags: value.cacheTags, timeLeft: timeLeft,
            end: value.endMilliseconds)
        trace.stored(isStored, since: start)
        return value
    }

    /// Lets another process execute: there will be no entry.
    private func release(_ lease: CacheScripts.LeaseReply) async {
        guard lease.isHolder else { return }
        _ = try? await self.redis.run(
            CacheScripts.release, keys: [self.namespace.leaseKey(self.key)],
            arguments: [.bytes(lease.token + self.cache.name)])
    }
}
