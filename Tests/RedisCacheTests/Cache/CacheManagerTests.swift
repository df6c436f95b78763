import Foundation
import RedisCache
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(30)))
struct CacheManagerTests {
    @Test func entriesHaveTheDocumentedKeys() async throws {
        try await withRedis { scope async throws in
            let cache = scope.cache()
            #expect(await cache.set([1, 2], namespace: "products", key: "slug:gaming-laptop-pro"))
            #expect(try await scope.redis.send(.get("\(scope.prefix):products:slug:gaming-laptop-pro")) == [1, 2])
            #expect(await cache.get(namespace: "products", key: "slug:gaming-laptop-pro") == [1, 2])
            #expect(await cache.get(namespace: "products", key: "slug:other") == nil)
            #expect(await cache.get(namespace: "users", key: "slug:gaming-laptop-pro") == nil)
        }
    }

    @Test func entriesExpireToTheMillisecond() async throws {
        try await withRedis { scope in
            let cache = scope.cache(ttl: .milliseconds(70_500))
            func life(_ key: String, ttl: Duration?) async throws -> Int {
                #expect(await cache.set([1], namespace: "n", key: key, ttl: ttl))
                return try await scope.redis.send(.timeToLive("\(scope.prefix):n:\(key)"))
            }
            #expect((60_000...70_500).contains(try await life("default", ttl: nil)))
            #expect((1_000_000...1_234_567).contains(try await life("own", ttl: .milliseconds(1_234_567))))
            #expect(await cache.set([1], namespace: "n", key: "short", ttl: .milliseconds(1)))
            try await eventually { await cache.get(namespace: "n", key: "short") == nil }
            #expect(await cache.set([1], namespace: "n", key: "never", ttl: .zero) == false)
            #expect(await cache.get(namespace: "n", key: "never") == nil)
        }
    }

    @Test func jitterShortensLives() async throws {
        try await withRedis { scope in
            let cache = scope.cache(ttl: .seconds(1000), jitter: 0.5)
            var lives: Set<Int> = []
            for number in 0..<50 {
                await cache.set([1], namespace: "n", key: "\(number)")
                lives.insert(try await scope.redis.send(.timeToLive("\(scope.prefix):n:\(number)")))
            }
            #expect(lives.allSatisfy { (490_000...1_000_000).contains($0) })
            // Fifty draws from half a million: that fewer than ten differ does not happen.
            #expect(lives.count > 10)
        }
    }

    @Test func deletingAnEntryLeavesTheOthers() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            // Special characters mean themselves here.
            for key in ["a*", "ab", "a"] { await cache.set([1], namespace: "n", key: key) }
            #expect(await cache.delete(namespace: "n", key: "a*"))
            #expect(await cache.delete(namespace: "n", key: "a*") == false)
            #expect(await cache.get(namespace: "n", key: "a*") == nil)
            #expect(await cache.get(namespace: "n", key: "ab") == [1])
            #expect(await cache.get(namespace: "n", key: "a") == [1])
        }
    }

    static let keys = [
        "list:1", "list:2", "list:", "list", "slug:lamp", "slug:lamps", "slug:l*mp", "slug:été", "blist:1", "a[1]",
        #"a\b"#,
    ]

    @Test(arguments: [
        ("list:*", ["list:1", "list:2", "list:"]),
        ("*", CacheManagerTests.keys),
        ("slug:lamp", ["slug:lamp"]),
        ("slug:l*mp", ["slug:lamp", "slug:l*mp"]),
        (#"slug:l\*mp"#, ["slug:l*mp"]),
        (CachePattern.escaping("slug:l*mp"), ["slug:l*mp"]),
        (CachePattern.escaping("a[1]"), ["a[1]"]),
        (CachePattern.escaping(#"a\b"#), [#"a\b"#]),
        ("list:?", ["list:1", "list:2"]),
        ("list:[1-1]", ["list:1"]),
        ("*list*", ["list:1", "list:2", "list:", "list", "blist:1"]),
        ("slug:ét*", ["slug:été"]),
        ("nothing:*", []),
        ("", []),
    ])
    func patternsMatchAsInRedis(pattern: String, expected: [String]) async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            for namespace in ["n", "other"] {
                for key in Self.keys { await cache.set([1], namespace: namespace, key: key) }
            }
            #expect(await cache.deletePattern(namespace: "n", pattern: pattern) == expected.count)
            for key in Self.keys {
                #expect((await cache.get(namespace: "n", key: key) == nil) == expected.contains(key), "\(key)")
                #expect(await cache.get(namespace: "other", key: key) == [1])
            }
        }
    }

    @Test func severalPatternsGoInOneStep() async throws {
        try await withOwnRedis { server, scope in
            let cache = scope.cache()
            for key in ["slug:a", "slug:b", "list:1", "page:1:x", "page:2:y"] {
                await cache.set([1], namespace: "n", key: key)
            }
            await cache.invalidate("n", "warm-up")
            let calls = try await CommandCalls(
                during: {
                    #expect(await cache.invalidate("n", "slug:a", "list:*", "page:?:x") == 3)
                }, on: scope.redis)
            #expect(calls.fromClients == ["evalsha": 1])
            #expect(await cache.get(namespace: "n", key: "slug:b") == [1])
            #expect(await cache.get(namespace: "n", key: "page:2:y") == [1])
        }
    }

    @Test func clearingANamespaceRemovesManyAndOnlyItsOwn() async throws {
        try await withRedis { scope async throws in
            let cache = scope.cache()
            await withTaskGroup { group in
                for number in 0..<3000 {
                    group.addTask { _ = await cache.set([1], namespace: "many", key: "k\(number % 7):\(number)") }
                }
            }
            await cache.set([1], namespace: "other", key: "k")
            #expect(await cache.deletePattern(namespace: "many", pattern: "k[0-2]:*") == 1287)
            #expect(await cache.clearNamespace("many") == 1713)
            #expect(await cache.clearNamespace("many") == 0)
            #expect(await cache.get(namespace: "other", key: "k") == [1])
            #expect(
                try await scope.keys() == [
                    "\(scope.prefix)#expiries:other", "\(scope.prefix)#keys:other", "\(scope.prefix)#run:other",
                    "\(scope.prefix):other:k",
                ])
        }
    }

    @Test func noKeyCollidesWithTheBookkeeping() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            for key in ["#token", "#token:n", "#keys:n", "", ":", "#"] {
                for namespace in ["n", "#token", "#keys", ""] {
                    #expect(await cache.set(Array(key.utf8), namespace: namespace, key: key))
                    #expect(await cache.get(namespace: namespace, key: key) == Array(key.utf8))
                }
            }
            #expect(await cache.clearNamespace("n") == 6)
            #expect(await cache.get(namespace: "#token", key: "#token:n") == Array("#token:n".utf8))
        }
    }

    @Test func theListsForgetWhatHasExpired() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            let (list, expiries) = ("\(scope.prefix)#keys:n", "\(scope.prefix)#expiries:n")
            func count() async throws -> Int { try await scope.redis.send(RedisCommand("ZCARD", [.string(list)])) }
            await cache.set([1], namespace: "n", key: "alive")
            // Entries that expired long ago, as if nobody had stored anything since.
            for number in 0..<250 {
                let member: RedisArgument = "dead:\(number)"
                let _: Int = try await scope.redis.send(RedisCommand("ZADD", [.string(list), 0, member]))
                let _: Int = try await scope.redis.send(
                    RedisCommand("ZADD", [.string(expiries), .integer(1000 + number), member]))
            }
            #expect(try await count() == 251)
            for _ in 0..<3 { await cache.set([1], namespace: "n", key: "alive") }
            #expect(try await count() == 1)
            #expect(try await scope.redis.send(RedisCommand<Int>("ZCARD", [.string(expiries)])) == 1)
            #expect(await cache.clearNamespace("n") == 1)
        }
    }

    @Test func nothingVisitsTheWholeKeyspace() async throws {
        try await withOwnRedis { server, scope in
            let cache = scope.cache()
            let calls = try await CommandCalls(
                during: {
                    _ = try await cache.cached(namespace: "n", key: "a") { "value" }
                    await cache.invalidate("n", "a", "b*", "c?d")
                    await cache.clearNamespace("n")
                    await cache.delete(namespace: "n", key: "a")
                }, on: scope.redis)
            #expect(calls.all["scan"] == nil)
            #expect(calls.all["keys"] == nil)
            #expect(calls.all["zscan"] != nil)
        }
    }

    @Test func aDisabledCacheAlwaysMisses() async throws {
        let cache = CacheManager(redis: nil, prefix: "p", logger: RecordedLog().logger())
        #expect(!cache.isEnabled)
        #expect(await cache.set([1], namespace: "n", key: "k") == false)
        #expect(await cache.get(namespace: "n", key: "k") == nil)
        #expect(await cache.delete(namespace: "n", key: "k") == false)
        #expect(await cache.deletePattern(namespace: "n", pattern: "*") == 0)
        #expect(await cache.clearNamespace("n") == 0)
        let runs = Counter()
        for number in 1...3 {
            #expect(try await cache.cached(namespace: "n", key: "k") { "\(runs.increment())" } == "\(number)")
        }
    }
}
