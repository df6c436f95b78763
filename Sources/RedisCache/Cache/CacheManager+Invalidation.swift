import Logging

extension CacheManager {
    /// Removes one entry; special characters in the key mean themselves.
    ///
    /// - Returns: whether there was one. If Redis can't be reached, false, and the removal is made up for as described
    ///   in ``invalidate(_:_:)``.
    @discardableResult
    public func delete(namespace: String, key: String) async -> Bool {
        await self.invalidate(InvalidationTargets(key: key), in: namespace) > 0
    }

    /// Removes the entries whose keys match a pattern, for example `list:*` (see ``CachePattern``).
    ///
    /// - Returns: how many there were. If Redis can't be reached, 0, and the removal is made up for as described in
    ///   ``invalidate(_:_:)``.
    @discardableResult
    public func deletePattern(namespace: String, pattern: String) async -> Int {
        await self.invalidate(InvalidationTargets(patterns: [pattern]), in: namespace)
    }

    /// Removes all entries of a namespace.
    ///
    /// - Returns: how many there were. If Redis can't be reached, 0, and the removal is made up for as described in
    ///   ``invalidate(_:_:)``.
    @discardableResult
    public func clearNamespace(_ namespace: String) async -> Int {
        await self.invalidate(InvalidationTargets(patterns: [CachePattern.all]), in: namespace)
    }

    /// Declares that entries are stale: `await cache.invalidate("products", "slug:lamp", "list:*")`.
    ///
    /// All of them go in one atomic step. From its end on no instance serves an older value: the entries
    /// are gone, and a fill of one that began before is not stored. Fills of other keys go on: of exact keys, and of beginnings
    /// with a colon, those in other groups (<doc:HowEntriesStayFresh>). To be called after the change has been committed; the
    /// call is completed even if its task is cancelled.
    ///
    /// If Redis can't be reached, the invalidation is remembered in this process, and executed as soon as there is a
    /// connection again. Until then this cache reads nothing from Redis and stores nothing. Other instances that
    /// still reach Redis may serve the old entries meanwhile, at most until they expire.
    ///
    /// - Parameters:
    ///   - namespace: the entries' namespace.
    ///   - patterns: keys, or patterns of keys (see ``CachePattern``); a key with special characters is written with
    ///     ``CachePattern/escaping(_:)``, or removed by ``delete(namespace:key:)``.
    /// - Returns: how many entries there were.
    @discardableResult
    public func invalidate(_ namespace: String, _ patterns: String...) async -> Int {
        await self.invalidate(namespace, patterns)
    }

    /// Declares that entries are stale, in one step: ``invalidate(_:_:)`` for a list of keys and patterns, and for tags.
    ///
    /// - Parameter tags: the entries whose values had one of them go as well (``CacheValue/cacheTags``). Of what this
    ///   process has in memory, the whole namespace goes then.
    @discardableResult
    public func invalidate(_ namespace: String, _ patterns: [String], tags: [String] = []) async -> Int {
        await self.invalidate(InvalidationTargets(patterns: patterns, tags: tags), in: namespace)
    }

    private func invalidate(_ targets: InvalidationTargets, in namespace: String) async -> Int {
        guard let redis else { return 0 }
        // The change is committed already: a caller that hangs up must not leave the old entries behind.
        return await Task {
            // Redis tells this process of the change, too, but the caller must not be served the old value until then.
            defer { self.forgetNear(targets, in: namespace) }
            do {
                return try await self.execute(targets, in: namespace, on: redis)
            } catch {
                self.refusals.note(error)
                self.remember(targets, in: namespace, for: redis)
                return 0
            }
        }.value
    }

    private func execute(
        _ targets: InvalidationTargets, in name: String, on redis: RedisConnection, timeout: Duration? = nil
    ) async throws -> Int {
        let namespace = self.namespace(name)
        return try await redis.run(
            CacheScripts.invalidate,
            keys: [namespace.listKey, namespace.expiriesKey, namespace.runKey] + targets.tokenKeys(in: namespace),
            arguments: targets.arguments(in: namespace), timeout: timeout, as: Int.self)
    }

    private func remember(_ targets: InvalidationTargets, in namespace: String, for redis: RedisConnection) {
        guard self.pending.add(targets, namespace: ByteKey(namespace)) else { return }
        self.logger.notice("The cache is bypassed until Redis has executed an invalidation that it missed")
        Task { await self.deliverPending(to: redis) }
    }

    /// Executes what was remembered, until nothing is left.
    private func deliverPending(to redis: RedisConnection) async {
        // No caller waits for this, and one that removes a great many entries must succeed some time.
        var timeout = max(redis.settings.commandTimeout, .seconds(1))
        while let batch = self.pending.take() {
            do {
                try await redis.waitUntilConnected()
                for (namespace, targets) in batch {
                    _ = try await self.execute(targets, in: namespace.text, on: redis, timeout: timeout)
                    self.pending.confirm(namespace: namespace)
                }
                if self.pending.isEmpty { self.logger.notice("The cache is used again") }
            } catch let error as RedisError where error.code == .shutDown {
                return self.pending.giveUp()
            } catch {
                self.refusals.note(error)
                self.pending.putBack()
                timeout = min(timeout * 2, .seconds(60))
                // A lost connection is waited for above; this is for a server that is there and refuses.
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }
}
