import RedisCache
import TestSupport
import Testing

/// Several keys at once.
@Suite(.timeLimit(.minutes(30)))
struct SeveralTests {
    /// Reads texts that are made of the keys; those that are made are counted.
    private func texts(
        _ keys: [String], in cache: CacheManager, makes made: ((String) -> Void)? = nil
    ) async throws -> [String?] {
        try await cache.cached(namespace: "n", keys: keys) { places in
            places.map { place in
                made?(keys[place])
                return "value of \(keys[place])"
            }
        }
    }

    @Test func oneExecutionMakesThoseThatAreMissing() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            _ = try await cache.cached(namespace: "n", key: "b") { "already there" }
            var executions: [[Int]] = []
            let values: [String?] = try await cache.cached(namespace: "n", keys: ["a", "b", "c"]) { places in
                executions.append(places)
                return ["first", "last"]
            }
            #expect(values == ["first", "already there", "last"] && executions == [[0, 2]])
        }
    }

    @Test func whatWasMadeIsFoundByEveryInstance() async throws {
        try await withRedis { scope in
            _ = try await self.texts(["a", "b"], in: scope.cache())
            var made: [String] = []
            let values = try await self.texts(["c", "b", "a"], in: scope.cache()) { made.append($0) }
            #expect(values == ["value of c", "value of b", "value of a"] && made == ["c"])
        }
    }

    @Test func redisIsAskedOnceForAll() async throws {
        try await withOwnRedis { _, scope in
            let (cache, keys) = (scope.cache(), (0..<100).map { "k\($0)" })
            _ = try await self.texts(keys, in: cache)
            let calls = try await CommandCalls(
                during: { _ = try await self.texts(keys, in: cache) { #expect(Bool(false), "made \($0) again") } },
                on: scope.redis)
            #expect(calls.fromClients == ["evalsha": 1])
        }
    }

    @Test func thatThereIsNothingIsNotKept() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            for _ in 1...2 {
                var executions = 0
                let values: [String?] = try await cache.cached(namespace: "n", keys: ["a"]) { _ in
                    executions += 1
                    return [nil]
                }
                #expect(values == [nil] && executions == 1)
            }
        }
    }

    @Test(arguments: StaleFillTests.Invalidation.allCases, [false, true])
    func anInvalidationBetweenReadAndStorePreventsTheStore(
        _ rival: StaleFillTests.Invalidation, byAnotherInstance: Bool
    ) async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            let invalidator = byAnotherInstance ? scope.cache() : cache
            let values: [String?] = try await cache.cached(namespace: "n", keys: ["k", "other"]) { _ in
                await rival.perform(on: invalidator)
                return ["old", "old"]
            }
            #expect(values == ["old", "old"])
            for key in ["k", "other"] { #expect(await cache.get(namespace: "n", key: key) == nil) }
        }
    }

    @Test func theyStayInMemoryUntilAnotherInstanceInvalidatesThem() async throws {
        try await withRedis { scope in
            let cache = try await scope.nearCache()
            try await eventually {
                _ = try await self.texts(["a", "b"], in: cache)
                return cache.memory("a") != nil && cache.memory("b") != nil
            }
            await scope.cache().invalidate("n", "a")
            try await eventually { cache.memory("a") == nil }
            #expect(cache.memory("b") == "value of b")
            await cache.shutDown()
        }
    }

    @Test func anEntryOfAnOldRunDoesNotCount() async throws {
        try await withOwnRedis { _, scope in
            let cache = scope.cache()
            _ = try await self.texts(["a"], in: cache)
            try await scope.redis.send(.unlink(["\(scope.prefix)#run:n"]))
            var made: [String] = []
            _ = try await self.texts(["a"], in: cache) { made.append($0) }
            #expect(made == ["a"])
        }
    }

    @Test func withoutRedisTheOperationAnswers() async throws {
        try await withOwnRedis { server, scope in
            let cache = scope.cache()
            _ = try await self.texts(["a"], in: cache)
            server.kill()
            var made: [String] = []
            #expect(try await self.texts(["a", "b"], in: cache) { made.append($0) } == ["value of a", "value of b"])
            #expect(made == ["a", "b"])
        }
    }
}
