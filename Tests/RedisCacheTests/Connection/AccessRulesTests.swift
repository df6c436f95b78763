import Foundation
import TestSupport
import Testing

@testable import RedisCache

/// Users whose rights an ACL bounds.
@Suite(.timeLimit(.minutes(30)))
struct AccessRulesTests {
    /// Gives a connection of a user with these rules to a server of its own.
    private func withUser(
        _ rules: String, log: RecordedLog, _ body: (RedisScope, RedisConnection) async throws -> Void
    ) async throws {
        try await withOwnRedis { server, admin in
            let words = rules.split(separator: " ").map { RedisArgument.string(String($0)) }
            let _: String = try await admin.redis.send(
                RedisCommand("ACL", ["SETUSER", "shop", "on", ">x", "resetchannels"] + words))
            var settings = try RedisSettings(url: "redis://shop:x@127.0.0.1:\(server.port)")
            settings.commandTimeout = .seconds(20)
            settings.connectTimeout = .seconds(20)
            settings.reconnectDelay = .milliseconds(5)...(.milliseconds(50))
            try await withConnection(settings, log: log) { try await body($0, admin.redis) }
        }
    }

    @Test func theDocumentedRulesAreEnough() async throws {
        let rules = AccessRules.needed(prefix: "ecommerce")
        let manual = URL(filePath: #filePath).appending(path: "../../../../docs/operations.md").standardizedFileURL
        #expect(try String(contentsOf: manual, encoding: .utf8).contains("ACL SETUSER shop on >PASSWORD \(rules)\n"))

        let log = RecordedLog()
        try await self.withUser(rules, log: log) { scope, _ async throws in
            let cache = CacheManager(
                redis: scope.redis, prefix: "ecommerce", near: NearCacheSettings(namespaces: ["n"]),
                logger: log.logger())
            for round in 0..<2 {
                try await cache.keepsInMemory("list:1", "\(round)")
                #expect(await cache.invalidate("n", "list:*", "a?") == 1)
            }
            await cache.clearNamespace("n")
            for limit in [2, 1000] {
                let limiter = SlidingWindowLimiter(
                    redis: scope.redis, prefix: "ecommerce:limit", limit: limit, window: .seconds(600))
                #expect(try await limiter.admit("\(limit)").isAdmitted)
            }
            let counted = try await WindowCounter(redis: scope.redis, prefix: "ecommerce:count")
                .hit("k", window: .seconds(600))
            #expect(counted.count == 1)
            #expect(log.warnings == [])
            await cache.shutDown()
        }
    }

    @Test func aMissingChannelIsNamedOnceAndUsedWhenItIsAllowed() async throws {
        let log = RecordedLog()
        let rules = AccessRules.needed(prefix: "p")
        let lacking = rules.split(separator: " ").filter { !$0.hasPrefix("&") }.joined(separator: " ")
        try await self.withUser(lacking, log: log) { scope, admin in
            let cache = CacheManager(
                redis: scope.redis, prefix: "p", near: NearCacheSettings(namespaces: ["n"]), logger: log.logger())
            try await eventually { !log.warnings.isEmpty }
            // Redis itself is used meanwhile.
            #expect(try await cache.cached(namespace: "n", key: "k") { "value" } == "value")
            #expect(await cache.get(namespace: "n", key: "k") == Array("value".utf8))
            let _: String = try await admin.send(RedisCommand("ACL", ["SETUSER", "shop", "&__redis__:invalidate"]))
            try await cache.keepsInMemory("k")
            #expect(log.warnings.count == 1)
            #expect(log.needed == [rules])
            await cache.shutDown()
        }
    }

    @Test func aMissingKeyIsNamedOnce() async throws {
        let log = RecordedLog()
        let rules = AccessRules.needed(prefix: "p")
        let lacking = rules.split(separator: " ").filter { $0 != "~p#*" }.joined(separator: " ")
        try await self.withUser(lacking, log: log) { scope, _ async throws in
            let cache = CacheManager(redis: scope.redis, prefix: "p", logger: log.logger())
            for _ in 0..<3 {
                #expect(try await cache.cached(namespace: "n", key: "k") { "value" } == "value")
            }
            #expect(log.warnings.count == 1)
            #expect(log.needed == [rules])
        }
    }

    @Test func aMissingCommandOfAScriptIsNamed() async throws {
        let log = RecordedLog()
        let rules = AccessRules.needed(prefix: "p")
        try await self.withUser(rules + " -time", log: log) { scope, _ async throws in
            let cache = CacheManager(redis: scope.redis, prefix: "p", logger: log.logger())
            #expect(try await cache.cached(namespace: "n", key: "k") { "value" } == "value")
            #expect(log.needed == [rules])
        }
    }

    @Test func withoutInfoTheCacheWorksAndAWarningSaysWhatIsMissing() async throws {
        let log = RecordedLog()
        try await self.withUser(AccessRules.needed(prefix: "p") + " -info", log: log) { scope, _ async throws in
            let cache = CacheManager(
                redis: scope.redis, prefix: "p", near: NearCacheSettings(namespaces: ["n"]), logger: log.logger())
            try await cache.keepsInMemory("k")
            #expect(log.warnings.count == 1)
            #expect(log.needed == ["+info"])
            await cache.shutDown()
        }
    }
}
