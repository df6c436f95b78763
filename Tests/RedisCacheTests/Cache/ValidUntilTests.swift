import Foundation
import RedisCache
import TestSupport
import Testing

/// A text that holds until a moment.
private struct Ending: CacheValue {
    let text: String
    let validUntil: Date?

    init(_ text: String, until end: Date?) { (self.text, self.validUntil) = (text, end) }
    init(cacheBytes: [UInt8]) throws { self.init(try String(cacheBytes: cacheBytes), until: nil) }

    func cacheBytes() -> [UInt8] { self.text.cacheBytes() }
}

/// Values that name the moment of their end.
@Suite(.timeLimit(.minutes(30)))
struct ValidUntilTests {
    /// What is true by the clock: "old" until the moment, then "new".
    private func read(
        _ cache: CacheManager, changingAt end: Date, refresh: CacheRefresh = .onMiss
    ) async throws -> String {
        try await cache.cached(namespace: "n", key: "k", refresh: refresh) {
            let now = Date.now
            return now < end ? Ending("old", until: end) : Ending("new", until: nil)
        }.text
    }

    /// Redis' message about the end of an entry may be late: memory must not wait for it.
    @Test(arguments: [CacheRefresh.onMiss, CacheRefresh(ahead: 0.5, staleFor: .seconds(600))])
    func noInstanceServesItBehindItsEnd(_ refresh: CacheRefresh) async throws {
        try await withRedis { scope in
            let caches = [try await scope.nearCache(), try await scope.nearCache(), scope.cache()]
            var (ahead, servedBefore) = (0.2, 0)
            // Where the machine is busy with anything, the end must be farther away.
            while servedBefore < 10 {
                await caches[0].clearNamespace("n")
                let end = Date.now + ahead
                while Date.now < end + 0.05 {
                    for cache in caches {
                        let asked = Date.now
                        let value = try await self.read(cache, changingAt: end, refresh: refresh)
                        if asked >= end { #expect(value == "new") } else if value == "old" { servedBefore += 1 }
                    }
                }
                ahead *= 3
            }
            for cache in caches { await cache.shutDown() }
        }
    }

    @Test func anEntryEndsInRedisWithItsValue() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            _ = try await self.read(cache, changingAt: .now + 20)
            let rest = try await scope.redis.send(RedisCommand<Int>("PTTL", ["\(scope.prefix):n:k"]))
            #expect(1...20_000 ~= rest)
            let missing: Ending? = try await cache.cached(namespace: "n", key: "o") { Ending("x", until: .now + 20) }
            #expect(missing?.text == "x")
            #expect(try await scope.redis.send(RedisCommand<Int>("PTTL", ["\(scope.prefix):n:o"])) <= 20_000)
        }
    }

    @Test func whatEndsWhileItIsMadeIsNotStored() async throws {
        try await withRedis { scope in
            // So long that another instance would wait if the lease were kept.
            let caches = (0..<2).map { _ in scope.cache(executionLease: .seconds(600)) }
            let past = try await caches[0].cached(namespace: "n", key: "k") { Ending("old", until: .now - 1) }
            #expect(past.text == "old")
            #expect(await caches[0].get(namespace: "n", key: "k") == nil)
            #expect(try await self.read(caches[1], changingAt: .distantPast) == "new")
        }
    }

    @Test func whoComesBehindTheEndDoesNotShareWhatBeganBefore() async throws {
        try await withRedis { scope async throws in
            let log = RecordedLog()
            let (cache, gate, runs) = (scope.cache(log: log), Gate(), Counter())
            @Sendable func read() async throws -> String {
                try await cache.cached(namespace: "n", key: "k") {
                    guard runs.increment() == 1 else { return Ending("new", until: nil) }
                    let end = Date.now
                    await gate.pass()
                    return Ending("old", until: end)
                }.text
            }
            async let first = read()
            await gate.arrival()
            async let second = read()
            try await eventually { log.debugLines.count { $0.contains("MISS") } == 2 }
            gate.open()
            let values = try await [first, second]
            #expect(values == ["old", "new"])
        }
    }

    @Test func aValueThatEndsSoonIsNotMadeAnewAgainAndAgain() async throws {
        try await withRedis { scope in
            let (cache, runs, end) = (scope.cache(), Counter(), Date.now + 600)
            @Sendable func read() async throws -> String {
                try await cache.cached(
                    namespace: "n", key: "k", ttl: .seconds(1000), refresh: CacheRefresh(ahead: 1)
                ) { Ending("\(runs.increment())", until: end) }.text
            }
            try await eventually { try await read() == "2" }
            for _ in 0..<50 { #expect(try await read() == "2") }
            #expect(runs.value == 2)
        }
    }
}
