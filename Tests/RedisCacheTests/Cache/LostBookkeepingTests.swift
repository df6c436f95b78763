import RedisCache
import TestSupport
import Testing

/// Redis has evicted keys of the bookkeeping, as it may under `maxmemory-policy allkeys-lru`.
@Suite(.timeLimit(.minutes(30)))
struct LostBookkeepingTests {
    static let losses = [["keys"], ["expiries"], ["run"], ["token"], ["keys", "expiries", "run", "token"]]

    private func lose(_ names: [String], _ scope: RedisScope) async throws {
        let lost = try await scope.redis.send(.unlink(names.map { "\(scope.prefix)#\($0):n" }))
        #expect(lost == names.count)
    }

    @Test(arguments: losses, [false, true])
    func aPatternStillDeclaresEntriesStale(lost: [String], isBegunAnew: Bool) async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            _ = try await cache.cached(namespace: "n", key: "list:1") { "old" }
            try await self.lose(lost, scope)
            if isBegunAnew { _ = try await cache.cached(namespace: "n", key: "list:2") { "other" } }
            await cache.invalidate("n", "list:*")
            let value = try await cache.cached(namespace: "n", key: "list:1") { "new" }
            #expect(value == "new")
        }
    }

    @Test(arguments: losses, [false, true])
    func aPatternStillReachesTheMemoryOfOtherInstances(lost: [String], isBegunAnew: Bool) async throws {
        try await withRedis { scope in
            let (reader, writer) = (try await scope.nearCache(), scope.cache())
            try await reader.keepsInMemory("list:1", "old")
            try await self.lose(lost, scope)
            if isBegunAnew { _ = try await writer.cached(namespace: "n", key: "list:2") { "other" } }
            await writer.invalidate("n", "list:*")
            try await eventually { reader.memory("list:1") == nil }
            #expect(try await reader.cached(namespace: "n", key: "list:1") { "new" } == "new")
            await reader.shutDown()
        }
    }

    @Test func aWarningNamesThePolicyOnce() async throws {
        try await withRedisServer(["--maxmemory-policy", "allkeys-lru"]) { server in
            let log = RecordedLog()
            try await withConnection(try RedisSettings(url: server.url), log: log) { scope in
                #expect(log.warnings.count == 1)
                #expect(log.warnings.first?.contains("maxmemory-policy") == true)
                server.kill()
                try await eventually { !scope.redis.isConnected }
                try await server.launch()
                try await scope.redis.waitUntilConnected()
                #expect(log.warnings.filter { $0.contains("maxmemory-policy") }.count == 1)
            }
        }
    }
}
