import RedisCache
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(30)))
struct MissingValueTests {
    @Test func thatThereIsNothingIsRememberedForItsOwnTime() async throws {
        try await withRedis { scope in
            let (cache, runs) = (scope.cache(), Counter())
            @Sendable func read(_ key: String, _ value: String?) async throws -> String? {
                try await cache.cached(namespace: "n", key: key, ttl: .seconds(600), missingTTL: .seconds(60)) {
                    runs.increment()
                    return value
                }
            }
            for _ in 0..<3 {
                let missing = try await read("missing", nil)
                let there = try await read("there", "value")
                #expect(missing == nil)
                #expect(there == "value")
            }
            #expect(runs.value == 2)
            let rest = try await scope.redis.send(.timeToLive("\(scope.prefix):n:missing"))
            #expect((1...60_000).contains(rest))
            await cache.invalidate("n", "missing")
            #expect(try await read("missing", "now there") == "now there")
        }
    }

    @Test(arguments: [nil, [], [0], [1], [0, 0], [1, 0], [2], Array("null".utf8)] as [[UInt8]?])
    func whateverTheBytesTheValueIsTheSame(bytes: [UInt8]?) throws {
        let value: [UInt8]? = bytes
        #expect(try [UInt8]?(cacheBytes: value.cacheBytes()) == bytes)
    }

    @Test func textIsStoredAsItIs() {
        #expect(Optional(#"{"a":1}"#).cacheBytes() == Array(#"{"a":1}"#.utf8))
    }
}
