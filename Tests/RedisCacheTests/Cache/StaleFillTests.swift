import RedisCache
import TestSupport
import Testing

/// A value that was read before an invalidation is served to nobody who asks after it.
@Suite(.timeLimit(.minutes(30)))
struct StaleFillTests {
    enum Invalidation: CaseIterable, Sendable {
        case key, pattern, otherKeyOfTheNamespace, namespace, delete

        func perform(on cache: CacheManager) async {
            switch self {
            case .key: await cache.invalidate("n", "k")
            case .pattern: await cache.invalidate("n", "k*")
            case .otherKeyOfTheNamespace: await cache.invalidate("n", "list:*")
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
