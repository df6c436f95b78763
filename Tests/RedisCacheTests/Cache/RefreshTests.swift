import RedisCache
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(30)))
struct RefreshTests {
    /// Reads a value that counts its executions.
    private func read(
        _ cache: CacheManager, _ refresh: CacheRefresh, ttl: Duration, _ runs: Counter
    ) async throws -> String {
        try await cache.cached(namespace: "n", key: "k", ttl: ttl, refresh: refresh) { "\(runs.increment())" }
    }

    @Test(arguments: [false, true])
    func anEntryIsMadeAnewAheadOfItsEnd(inMemory: Bool) async throws {
        try await withRedis { scope in
            let cache = inMemory ? try await scope.nearCache() : scope.cache()
            let runs = Counter()
            // It is due from the beginning.
            let refresh = CacheRefresh(ahead: 1)
            #expect(try await self.read(cache, refresh, ttl: .seconds(600), runs) == "1")
            try await eventually { try await self.read(cache, refresh, ttl: .seconds(600), runs) == "2" }
            await cache.shutDown()
        }
    }

    @Test func aFreshEntryIsLeftAlone() async throws {
        try await withRedis { scope in
            let (cache, runs) = (scope.cache(), Counter())
            for _ in 0..<50 {
                let value = try await self.read(cache, CacheRefresh(ahead: 0.1), ttl: .seconds(600), runs)
                #expect(value == "1")
            }
        }
    }

    /// Nobody waits for what ended, and one process makes it anew.
    @Test func anEntryIsServedStaleWhileOneProcessMakesItAnew() async throws {
        try await withRedis { scope async throws in
            // So long that the process which makes it anew is not taken for one that ended.
            let caches = (0..<3).map { _ in scope.cache(executionLease: .seconds(600)) }
            let (runs, gate) = (Counter(), Gate())
            let refresh = CacheRefresh(staleFor: .seconds(600))
            @Sendable func read(_ cache: CacheManager) async throws -> String {
                try await cache.cached(namespace: "n", key: "k", ttl: .milliseconds(1), refresh: refresh) {
                    let run = runs.increment()
                    if run == 2 { await gate.pass() }
                    return "\(run)"
                }
            }
            let first = try await read(caches[0])
            #expect(first == "1")
            try await eventually {
                for cache in caches {
                    let value = try await read(cache)
                    #expect(value == "1")
                }
                return runs.value == 2
            }
            await gate.arrival()
            for cache in caches { #expect(try await read(cache) == "1") }
            #expect(runs.value == 2)
            gate.open()
            try await eventually { try await read(caches[1]) != "1" }
        }
    }

    @Test func anInvalidatedEntryIsNotServedStale() async throws {
        try await withRedis { scope in
            let (cache, runs) = (scope.cache(), Counter())
            let refresh = CacheRefresh(staleFor: .seconds(600))
            let before = try await self.read(cache, refresh, ttl: .seconds(600), runs)
            await cache.invalidate("n", "k")
            let after = try await self.read(cache, refresh, ttl: .seconds(600), runs)
            #expect((before, after) == ("1", "2"))
        }
    }

    @Test func aFailedRefreshLeavesTheEntry() async throws {
        try await withRedis { scope in
            let (cache, runs) = (scope.cache(), Counter())
            @Sendable func read() async throws -> String {
                try await cache.cached(namespace: "n", key: "k", ttl: .seconds(600), refresh: CacheRefresh(ahead: 1)) {
                    if runs.increment() > 1 { throw CachedTests.Broken() }
                    return "value"
                }
            }
            try await eventually {
                let value = try await read()
                #expect(value == "value")
                return runs.value > 3
            }
        }
    }
}
