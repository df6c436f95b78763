import Logging

/// What the thread does that keeps a near cache coherent: it listens to Redis, which names every key that changes.
///
/// The protocol is `CLIENT TRACKING` of Redis 6 in its broadcasting mode
/// (<https://redis.io/docs/latest/develop/reference/client-side-caching/>). RESP2 has no messages that nobody asked
/// for, so they are redirected to a connection that subscribes to the channel `__redis__:invalidate`: this one, which
/// is the one that tracks as well, so that both end together.
///
/// Redis is asked for a sign of life again and again. Its answer comes on the same connection behind all that changed
/// before, so it proves that nothing is missing; without one the near cache answers no longer than its lease.
struct InvalidationLoop: Sendable {
    private static let channel = "__redis__:invalidate"

    let settings: RedisSettings
    let lease: Duration
    let namespaces: [CacheNamespace]
    let near: NearCache
    let stop: StopSwitch
    let logger: Logger

    func run() {
        let connector = Connector(
            settings: self.settings, signal: self.stop.signal, isStopping: { self.stop.isOn })
        var delay = ReconnectDelay(self.settings.reconnectDelay)
        var generator = SystemRandomNumberGenerator()
        while !self.stop.isOn {
            do throws(RedisError) {
                let context = try connector.connect()
                try self.subscribe(connector, context)
                delay.reset()
                try self.listen(context)
            } catch {
                self.near.close()
                if self.stop.isOn { break }
                self.logger.debug(
                    "No entries are kept in memory until Redis tells of changes",
                    metadata: ["reason": "\(error): \(error.detail)"])
                connector.pause(delay.pause(using: &generator))
            }
        }
        self.near.close()
        self.stop.didStop()
    }

    // MARK: Subscribing

    private func subscribe(_ connector: Connector, _ context: borrowing HiredisContext) throws(RedisError) {
        let deadline = MonotonicInstant.now.advanced(by: self.settings.connectTimeout)
        let identify = RedisCommand<Int>("CLIENT", ["ID"])
        let own = try Int(redisValue: try connector.converse([identify], on: context, until: deadline)[0])
        let prefixes: [RedisArgument] = self.namespaces.flatMap { ["PREFIX", .bytes($0.entryPrefix)] }
        let replies = try connector.converse(
            [
                RedisCommand<RedisValue>(
                    "CLIENT", ["TRACKING", "ON", "REDIRECT", .integer(own), "BCAST"] + prefixes),
                RedisCommand("SUBSCRIBE", [.string(Self.channel)]),
            ], on: context, until: deadline)
        for case .error(let message) in replies { throw RedisError(.server, command: "CLIENT", detail: message) }
    }

    // MARK: Listening

    private func listen(_ context: borrowing HiredisContext) throws(RedisError) {
        let ping = RedisCommand<String>.ping.bytes
        let interval = self.lease / 4
        var askedAt: MonotonicInstant?
        var nextPing = MonotonicInstant.now
        var isFlushed = true
        while !self.stop.isOn {
            let now = MonotonicInstant.now
            if let askedAt, now >= askedAt.advanced(by: self.lease) {
                throw RedisError(.timedOut, detail: "no sign of life within \(self.lease)")
            }
            if askedAt == nil, now >= nextPing {
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
                guard try self.isSignOfLife(reply) else { continue }
                guard let asked = askedAt else { throw Self.surprise }
                self.near.holds(until: asked.advanced(by: self.lease))
                askedAt = nil
                nextPing = asked.advanced(by: interval)
            }
        }
    }

    /// Does what a message says.
    ///
    /// - Returns: whether it is the answer to `PING`: `pong` and an empty text, for a connection that subscribes.
    private func isSignOfLife(_ reply: RedisValue) throws(RedisError) -> Bool {
        guard case .array(let parts) = reply, let kind = parts.first else { throw Self.surprise }
        switch try String(redisValue: kind) {
        case "pong": return true
        case "message" where parts.count == 3:
            if case .array(let names) = parts[2] {
                self.near.remove(names.compactMap(self.key))
            } else {
                // The whole database was emptied.
                self.near.removeAll()
            }
            return false
        default: throw Self.surprise
        }
    }

    /// Which entry a key of Redis is; nil if it is none.
    private func key(_ name: RedisValue) -> EntryName? {
        guard case .bytes(let bytes) = name else { return nil }
        for namespace in self.namespaces where bytes.starts(with: namespace.entryPrefix) {
            let key = String(decoding: bytes[namespace.entryPrefix.count...], as: UTF8.self)
            return EntryName(namespace: namespace.name, key: key)
        }
        return nil
    }

    private static var surprise: RedisError {
        RedisError(.connectionLost, detail: "a message came that nobody had asked for")
    }
}
