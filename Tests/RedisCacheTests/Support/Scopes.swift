import Foundation
import Logging
import RedisCache
import TLSTestSupport

/// The server that `make test` started, which ordinary tests share.
private let sharedServer = ProcessInfo.processInfo.environment["REDIS_URL"] ?? "redis://127.0.0.1:6379"

/// What a test has: a connection, and a prefix that no other test has.
struct RedisScope: Sendable {
    let settings: RedisSettings
    let redis: RedisConnection
    let prefix: String

    /// A cache with this scope's prefix.
    func cache(
        on redis: RedisConnection? = nil, ttl: Duration = .seconds(60), jitter: Double = 0,
        executionLease: Duration = .milliseconds(500), near: NearCacheSettings? = nil, log: RecordedLog? = nil,
        level: Logger.Level = .debug
    ) -> CacheManager {
        CacheManager(
            redis: redis ?? self.redis, prefix: self.prefix, defaultTTL: ttl, ttlJitter: jitter,
            executionLease: executionLease, near: near, logger: (log ?? RecordedLog()).logger(level))
    }

    /// A cache that keeps the namespace `n` in memory, and does so by now.
    func nearCache(
        lease: Duration = .seconds(60), byteLimit: Int = 1 << 20, ttl: Duration = .seconds(60),
        log: RecordedLog? = nil
    ) async throws -> CacheManager {
        let cache = self.cache(
            ttl: ttl, near: NearCacheSettings(namespaces: ["n"], byteLimit: byteLimit, lease: lease), log: log)
        try await cache.keepsInMemory("probe")
        return cache
    }

    /// Everything in Redis that belongs to this scope.
    func keys() async throws -> [String] {
        var cursor = "0"
        var keys: Set<String> = []
        repeat {
            let reply = try await self.redis.send(
                RedisCommand<RedisValue>("SCAN", [.string(cursor), "MATCH", .string("\(self.prefix)*"), "COUNT", 1000]))
            guard case .array(let parts) = reply, parts.count == 2 else { break }
            cursor = try String(redisValue: parts[0])
            keys.formUnion(try [String](redisValue: parts[1]))
        } while cursor != "0"
        return keys.sorted()
    }
}

/// Gives a connection to the shared server, and removes what the test left there.
func withRedis(_ body: (RedisScope) async throws -> Void) async throws {
    var settings = try RedisSettings(url: sharedServer)
    // These tests are not about time, and the machine may be busy.
    settings.commandTimeout = .seconds(20)
    settings.connectTimeout = .seconds(20)
    try await withConnection(settings) { scope in
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(scope)) } catch { outcome = .failure(error) }
        let keys = try await scope.keys()
        if !keys.isEmpty { try await scope.redis.send(.unlink(keys)) }
        try outcome.get()
    }
}

/// Gives a connection, and shuts it down.
func withConnection(
    _ settings: RedisSettings, log: RecordedLog = RecordedLog(), _ body: (RedisScope) async throws -> Void
) async throws {
    let redis = RedisConnection(settings, logger: log.logger())
    let scope = RedisScope(settings: settings, redis: redis, prefix: "test-\(UUID().uuidString.prefix(12))")
    do {
        try await redis.waitUntilConnected()
        try await body(scope)
    } catch {
        await redis.shutdown()
        throw error
    }
    await redis.shutdown()
}

/// Starts a server for this test alone, and ends it however the test ends.
func withRedisServer(
    _ arguments: [String] = [], certificates: TLSFiles? = nil, _ body: (RedisServer) async throws -> Void
) async throws {
    let server = try await RedisServer.start(arguments, certificates: certificates)
    defer { server.remove() }
    try await body(server)
}

/// Gives a server of the test's own and a connection to it.
///
/// - Parameter timeout: the longest that a command may take. Long where a test is about order and not about time.
func withOwnRedis(
    timeout: Duration = .seconds(20), queueLimit: Int = 10_000, log: RecordedLog = RecordedLog(),
    _ body: (RedisServer, RedisScope) async throws -> Void
) async throws {
    try await withRedisServer { server in
        var settings = try RedisSettings(url: server.url)
        settings.commandTimeout = timeout
        settings.connectTimeout = .seconds(5)
        settings.reconnectDelay = .milliseconds(5)...(.milliseconds(50))
        settings.queueLimit = queueLimit
        try await withConnection(settings, log: log) { scope in
            // A paused server can't even be told goodbye.
            defer { server.resume() }
            try await body(server, scope)
        }
    }
}
