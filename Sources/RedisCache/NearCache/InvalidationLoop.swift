import Logging

/// What the thread does that keeps a near cache coherent: it listens to Redis, which names every key that changes.
///
/// The protocol is `CLIENT TRACKING` of Redis 6 in its broadcasting mode
/// (<https://redis.io/docs/latest/develop/reference/client-side-caching/>). RESP2 has no messages beside replies, so they
/// are redirected to a connection that subscribes to the channel `__redis__:invalidate`: this one, which is the one
/// that tracks as well, so that both end together.
///
/// Redis is pinged again and again. Its answer comes on the same connection behind all that changed before, so it
/// proves that nothing is missing; without one the near cache answers no longer than its lease.
struct InvalidationLoop: Sendable {
    /// The connection that the cache reads from.
    let redis: RedisConnection
    let lease: Duration
    let namespaces: [CacheNamespace]
    let near: NearCache
    let stop: StopSwitch
    let neededRules: String
    let logger: Logger

    func run() {
        var settings = self.redis.settings
        settings.clientName += "-invalidations"
        let connector = Connector(settings: settings, signal: self.stop.signal, isStopping: { self.stop.isOn })
        var delay = ReconnectDelay(settings.reconnectDelay)
        // What an operator must allow first is not asked for many times a minute.
        let cap = settings.reconnectDelay.upperBound
        var delayOfRefusals = ReconnectDelay(cap...(cap * 30))
        var generator = SystemRandomNumberGenerator()
        var told: Set<String> = []
        while !self.stop.isOn {
            do throws(RedisError) {
                let connection = try connector.connect()
                try self.subscribe(connector, connection.context)
                delay.reset()
                delayOfRefusals.reset()
                told = []
                try self.listen(connection.context, run: connection.server?.run ?? [])
            } catch {
                self.near.close()
                if self.stop.isOn { break }
                if told.insert(error.kind).inserted { self.report(error) }
                connector.pause(
                    error.isForbidden ? delayOfRefusals.pause(using: &generator) : delay.pause(using: &generator))
            }
        }
        self.near.close()
        self.stop.didStop()
    }

    /// Outages are reported by the cache's own connection; what is refused to this one only, is reported here.
    private func report(_ error: RedisError) {
        let message: Logger.Message = "No entries are kept in memory until Redis tells of changes"
        var metadata: Logger.Metadata = ["reason": "\(error.reason)"]
        guard error.code == .server || error.code == .unexpectedReply else {
            return self.logger.debug(message, metadata: metadata)
        }
        if error.isForbidden { metadata["needed"] = "\(self.neededRules)" }
        self.logger.warning(message, metadata: metadata)
    }

    // MARK: Subscribing

    private func subscribe(_ connector: Connector, _ context: borrowing HiredisContext) throws(RedisError) {
        let deadline = MonotonicInstant.now.advanced(by: self.redis.settings.connectTimeout)
        let identify = RedisCommand<RedisValue>("CLIENT", ["ID"])
        let own = try connector.converse([identify], on: context, until: deadline)[0]
        try self.check(own, of: identify)
        // The run keys of all namespaces have one beginning, because Redis takes no two prefixes of which one begins
        // with the other.
        let prefixes = self.namespaces.map(\.entryPrefix) + self.namespaces.prefix(1).map(\.runKeyPrefix)
        let commands = [
            RedisCommand<RedisValue>(
                "CLIENT",
                ["TRACKING", "ON", "REDIRECT", .integer(try Int(redisValue: own)), "BCAST"]
                    + prefixes.flatMap { ["PREFIX", .bytes($0)] }),
            RedisCommand("SUBSCRIBE", [.string(AccessRules.invalidationChannel)]),
        ]
        let replies = try connector.converse(commands, on: context, until: deadline)
        for (command, reply) in zip(commands, replies) { try self.check(reply, of: command) }
    }

    private func check(_ reply: RedisValue, of command: RedisCommand<RedisValue>) throws(RedisError) {
        if case .error(let message) = reply { throw RedisError(.server, command: command.name, detail: message) }
    }

    // MARK: Listening

    private func listen(_ context: borrowing HiredisContext, run: [UInt8]) throws(RedisError) {
        let ping = RedisCommand<String>.ping.bytes
        let interval = self.lease / 4
        var askedAt: MonotonicInstant?
        var nextPing = MonotonicInstant.now
        var isFlushed = true
        while !self.stop.isOn {
            let now = MonotonicInstant.now
            if let askedAt, now >= askedAt.advanced(by: self.lease) {
                throw RedisError(.timedOut, detail: "no answer to PING within \(self.lease)")
            }
            if askedAt == nil, now >= nextPing {
                try self.checkServer(run)
                try context.append(ping)
                askedAt = now
                isFlushed = false
            }
            if !isFlushed { isFlushed = try context.flush() }
            let events = self.stop.signal.wait(
                for: context.socket, toWrite: !isFlushed, until: askedAt?.advanced(by: self.lease) ?? nextPing)
            guard events.contains(.readable) else { continue }
            try context.fill()
            while let reply = try context.nextReply() {
                guard try self.isPong(reply) else { continue }
                guard let asked = askedAt else { throw Self.surprise }
                self.near.extendLease(until: asked.advanced(by: self.lease), run: run)
                askedAt = nil
                nextPing = asked.advanced(by: interval)
            }
        }
    }

    /// The cache may have found another primary, while the server of this connection goes on as a replica.
    private func checkServer(_ run: [UInt8]) throws(RedisError) {
        guard let session = self.redis.session, session.run != run else { return }
        throw RedisError(.connectionLost, detail: "the cache has found another server")
    }

    /// Does what a message says.
    ///
    /// - Returns: whether it is the answer to `PING`: `pong` and an empty text, for a connection that subscribes.
    private func isPong(_ reply: RedisValue) throws(RedisError) -> Bool {
        guard case .array(let parts) = reply, let kind = parts.first else { throw Self.surprise }
        switch try String(redisValue: kind) {
        case "pong": return true
        case "message" where parts.count == 3:
            if case .array(let names) = parts[2] {
                self.forget(names)
            } else {
                // The whole database was emptied.
                self.near.removeAll()
            }
            return false
        default: throw Self.surprise
        }
    }

    /// Forgets the entries whose keys in Redis have changed, and whole namespaces whose lists were lost.
    private func forget(_ names: [RedisValue]) {
        var entries: [EntryName] = []
        for case .bytes(let name) in names {
            for namespace in self.namespaces {
                if name.starts(with: namespace.entryPrefix) {
                    let key = String(decoding: name[namespace.entryPrefix.count...], as: UTF8.self)
                    entries.append(EntryName(namespace: namespace.name, key: key))
                } else if RedisArgument.bytes(name) == namespace.runKey {
                    self.near.remove(InvalidationTargets(patterns: [CachePattern.all]), in: namespace.name)
                }
            }
        }
        self.near.remove(entries)
    }

    private static var surprise: RedisError {
        RedisError(.connectionLost, detail: "a message came that was not subscribed to")
    }
}
