import RedisCache
import Testing

/// A value whose bytes of an earlier version can't be read.
private struct Versioned: CacheValue, Equatable {
    struct Unreadable: Error {}

    var text: String

    init(_ text: String) { self.text = text }

    init(cacheBytes: [UInt8]) throws {
        guard cacheBytes.first == 2 else { throw Unreadable() }
        self.text = try String(cacheBytes: Array(cacheBytes.dropFirst()))
    }

    func cacheBytes() -> [UInt8] { [2] + self.text.cacheBytes() }
}

@Suite(.timeLimit(.minutes(30)))
struct CachedTests {
    struct Broken: Error, Equatable {}

    @Test func theOperationRunsOncePerKey() async throws {
        try await withRedis { scope in
            let (cache, runs) = (scope.cache(), Counter())
            let greeting = Cached("greetings", in: cache, key: { (name: String) in "name:\(name)" }) { name in
                "hello \(name) \(runs.increment())"
            }
            #expect(try await greeting("Ada") == "hello Ada 1")
            #expect(try await greeting("Ada") == "hello Ada 1")
            #expect(try await greeting("Bob") == "hello Bob 2")
            let stored = try await scope.redis.send(.get("\(scope.prefix):greetings:name:Ada"))
            #expect(stored == Array("hello Ada 1".utf8))
            // Another instance has it too.
            let other = scope.cache()
            #expect(try await other.cached(namespace: "greetings", key: "name:Ada") { "other" } == "hello Ada 1")
            await cache.invalidate("greetings", "name:*")
            #expect(try await greeting("Ada") == "hello Ada 3")
        }
    }

    @Test func anOperationWithoutInputIsCalledWithoutOne() async throws {
        try await withRedis { scope async throws in
            let runs = Counter()
            let report = Cached("reports", in: scope.cache(), key: { "all" }) { "report \(runs.increment())" }
            #expect(try await report() == "report 1")
            #expect(try await report() == "report 1")
        }
    }

    @Test func aHitIsOneCommand() async throws {
        try await withOwnRedis { server, scope in
            let cache = scope.cache()
            let page = Cached("pages", in: cache, key: { (number: Int) in "\(number)" }) { "page \($0)" }
            _ = try await page(1)
            let calls = try await CommandCalls(during: { for _ in 0..<10 { _ = try await page(1) } }, on: scope.redis)
            #expect(calls.fromClients == ["evalsha": 10])
        }
    }

    @Test func theLifeOfAResultIsAsDeclared() async throws {
        try await withRedis { scope in
            let cache = scope.cache(ttl: .seconds(1000))
            let short = Cached("n", in: cache, ttl: .milliseconds(30_250), key: { (key: String) in key }) { $0 }
            _ = try await short("short")
            #expect((20_000...30_250).contains(try await scope.redis.send(.timeToLive("\(scope.prefix):n:short"))))
            _ = try await cache.cached(namespace: "n", key: "default") { "x" }
            #expect(
                (900_000...1_000_000).contains(try await scope.redis.send(.timeToLive("\(scope.prefix):n:default"))))
        }
    }

    @Test func unreadableEntriesAreReplaced() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            await cache.set(Versioned("old").text.cacheBytes(), namespace: "n", key: "k")
            let value = try await cache.cached(namespace: "n", key: "k") { Versioned("new") }
            #expect(value == Versioned("new"))
            #expect(await cache.get(namespace: "n", key: "k") == Versioned("new").cacheBytes())
            #expect(try await cache.cached(namespace: "n", key: "k") { Versioned("newer") } == Versioned("new"))
        }
    }

    @Test func emptyValuesAreValues() async throws {
        try await withRedis { scope in
            let (cache, runs) = (scope.cache(), Counter())
            for _ in 0..<3 {
                let value = try await cache.cached(namespace: "n", key: "k") { () -> [UInt8] in
                    runs.increment()
                    return []
                }
                #expect(value == [])
            }
            #expect(runs.value == 1)
        }
    }

    @Test func errorsReachTheCallerAndAreNotCached() async throws {
        try await withRedis { scope async throws in
            let (cache, runs) = (scope.cache(), Counter())
            let flaky: @Sendable () async throws -> String = {
                if runs.increment() <= 2 { throw Broken() }
                return "repaired"
            }
            for _ in 0..<2 {
                await #expect(throws: Broken()) { try await cache.cached(namespace: "n", key: "k", flaky) }
            }
            #expect(try await cache.cached(namespace: "n", key: "k", flaky) == "repaired")
            #expect(runs.value == 3)
        }
    }
}
