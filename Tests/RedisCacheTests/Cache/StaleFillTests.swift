import RedisCache
import TestSupport
import Testing

/// A value that was read before an invalidation is served to nobody who asks after it.
@Suite(.timeLimit(.minutes(30)))
struct StaleFillTests {
    enum Invalidation: CaseIterable, Sendable {
        case key, pattern, otherKeyOfTheGroup, namespace, delete

        func perform(on cache: CacheManager) async {
            switch self {
            case .key: await cache.invalidate("n", "k")
            case .pattern: await cache.invalidate("n", "k*")
            case .otherKeyOfTheGroup: await cache.invalidate("n", "another")
            case .namespace: await cache.clearNamespace("n")
            case .delete: await cache.delete(namespace: "n", key: "k")
            }
        }
    }

    @Test(arguments: Invalidation.allCases, [false, true])
    func anInvalidationBetweenReadAndStorePreventsTheStore(_ rival: Invalidation, byAnotherInstance: Bool) async throws
    {
        try await withRedis { scope in
            let cache = scope.cache()
            let invalidator = byAnotherInstance ? scope.cache() : cache
            let value = try await cache.cached(namespace: "n", key: "k") {
                await rival.perform(on: invalidator)
                return "old"
            }
            #expect(value == "old")
            #expect(await cache.get(namespace: "n", key: "k") == nil)
            #expect(try await cache.cached(namespace: "n", key: "k") { "new" } == "new")
            #expect(await cache.get(namespace: "n", key: "k") == Array("new".utf8))
        }
    }

    @Test func anInvalidationOfAnotherNamespaceDisturbsNothing() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            _ = try await cache.cached(namespace: "n", key: "k") {
                await cache.clearNamespace("other")
                return "value"
            }
            #expect(await cache.get(namespace: "n", key: "k") == Array("value".utf8))
        }
    }

    /// Of keys that are declared stale all the time, others must be able to enter the cache.
    @Test(arguments: ["list:a", "list:*", "list:a*", "k", "slugs:*"])
    func anInvalidationOfAnotherGroupDisturbsNothing(pattern: String) async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            _ = try await cache.cached(namespace: "n", key: "slug:a") {
                await cache.invalidate("n", pattern)
                return "value"
            }
            let several: [String?] = try await cache.cached(namespace: "n", keys: ["slug:b", "slug:c"]) { _ in
                await cache.invalidate("n", pattern)
                return ["value", "value"]
            }
            #expect(several == ["value", "value"])
            for key in ["slug:a", "slug:b", "slug:c"] {
                #expect(await cache.get(namespace: "n", key: key) == Array("value".utf8))
            }
        }
    }

    @Test(arguments: ["slug:other", "slug:*", "slug:o*", "s*", "*", "*:a", "slug:?"])
    func anInvalidationThatMayMeanTheGroupPreventsTheStore(pattern: String) async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            _ = try await cache.cached(namespace: "n", key: "slug:a") {
                await cache.invalidate("n", pattern)
                return "old"
            }
            _ = try await cache.cached(namespace: "n", keys: ["slug:b", "list:b"]) { _ -> [String?] in
                await cache.invalidate("n", pattern)
                return ["old", "old"]
            }
            for key in ["slug:a", "slug:b"] { #expect(await cache.get(namespace: "n", key: key) == nil) }
        }
    }

    @Test func anInvalidationByTagPreventsTheStoreInEveryGroup() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            _ = try await cache.cached(namespace: "n", key: "slug:a") {
                await cache.invalidate("n", [], tags: ["id:1"])
                return "old"
            }
            #expect(await cache.get(namespace: "n", key: "slug:a") == nil)
        }
    }

    @Test(arguments: [false, true])
    func whoComesAfterAnInvalidationJoinsNoOlderExecution(byAnotherInstance: Bool) async throws {
        try await withRedis { scope async throws in
            let (cache, gate) = (scope.cache(), Gate())
            let invalidator = byAnotherInstance ? scope.cache() : cache
            let early = Task {
                try await cache.cached(namespace: "n", key: "k") {
                    await gate.pass()
                    return "old"
                }
            }
            await gate.arrival()
            await invalidator.invalidate("n", "k")
            // The old execution has not ended, and this one does not wait for it.
            #expect(try await cache.cached(namespace: "n", key: "k") { "new" } == "new")
            gate.open()
            #expect(try await early.value == "old")
            #expect(try await cache.cached(namespace: "n", key: "k") { "newer" } == "new")
        }
    }

    @Test func aServerThatLostEverythingRefusesFillsUnderWay() async throws {
        try await withOwnRedis { server, scope in
            let cache = scope.cache()
            _ = try await cache.cached(namespace: "n", key: "k") {
                let _: String = try await scope.redis.send(RedisCommand("FLUSHALL"))
                return "old"
            }
            #expect(await cache.get(namespace: "n", key: "k") == nil)
            // The next token is another one, not the first one again.
            _ = try await cache.cached(namespace: "n", key: "k") {
                let _: String = try await scope.redis.send(RedisCommand("FLUSHALL"))
                _ = try await scope.cache().cached(namespace: "n", key: "other") { "x" }
                return "old"
            }
            #expect(await cache.get(namespace: "n", key: "k") == nil)
        }
    }

    @Test func nobodyIsServedAnOlderValueThanTheOneThatWasAnnounced() async throws {
        try await withRedis { scope in
            let instances = [scope.cache(), scope.cache()]
            let (database, announced, writersLeft) = (Counter(), Counter(), Gate())
            try await withThrowingTaskGroup { group in
                for number in 0..<3 {
                    group.addTask {
                        for round in 0..<150 {
                            let version = database.increment()
                            let cache = instances[round % 2]
                            switch number {
                            case 0: await cache.invalidate("n", "k")
                            case 1: await cache.invalidate("n", "k*")
                            default: await cache.clearNamespace("n")
                            }
                            announced.raise(to: version)
                        }
                        await writersLeft.pass()
                    }
                }
                for reader in 0..<8 {
                    group.addTask {
                        for _ in 0..<400 {
                            let floor = announced.value
                            let value = try await instances[reader % 2].cached(namespace: "n", key: "k") {
                                let version = database.value
                                await Task.yield()
                                return "\(version)"
                            }
                            #expect(try #require(Int(value)) >= floor)
                        }
                    }
                }
                await writersLeft.arrival(3)
                writersLeft.open()
                try await group.waitForAll()
            }
            let last = try await instances[0].cached(namespace: "n", key: "k") { "\(database.value)" }
            #expect(last == "450")
        }
    }
}
