import TestSupport
import Testing

@testable import RedisCache

/// Two spellings of a text: canonically equivalent for Swift, two keys for Redis.
enum Spelling {
    static let composed = "caf\u{E9}"
    static let decomposed = "cafe\u{301}"
}

/// Keys are told apart by their bytes wherever the library looks one up.
@Suite(.timeLimit(.minutes(30)))
struct ByteKeyTests {
    @Test func twoSpellingsAreTwoKeys() {
        #expect(Spelling.composed == Spelling.decomposed)
        #expect(ByteKey(Spelling.composed) != ByteKey(Spelling.decomposed))
        // The same bytes in number, in another order.
        #expect(ByteKey("q\u{307}\u{323}") != ByteKey("q\u{323}\u{307}"))
    }

    @Test(arguments: ["", "a", "slug:gaming-laptop-pro", Spelling.decomposed])
    func equalBytesAreOneKey(text: String) {
        let copy = String(decoding: Array(text.utf8), as: UTF8.self)
        #expect(ByteKey(text) == ByteKey(copy))
        #expect(ByteKey(text).hashValue == ByteKey(copy).hashValue)
    }

    @Test func twoSpellingsAreTwoArguments() {
        #expect(RedisArgument.string(Spelling.composed) != .string(Spelling.decomposed))
        #expect(Set<RedisArgument>([.string(Spelling.composed), .string(Spelling.decomposed)]).count == 2)
    }

    @Test(arguments: [false, true])
    func twoSpellingsHaveEntriesOfTheirOwn(inMemory: Bool) async throws {
        try await withRedis { scope in
            let cache = inMemory ? try await scope.nearCache() : scope.cache()
            for _ in 0..<2 {
                for key in [Spelling.composed, Spelling.decomposed] {
                    let value = try await cache.cached(namespace: "n", key: key) { "\(key.utf8.count)" }
                    #expect(value == "\(key.utf8.count)")
                    if inMemory { try await cache.keepsInMemory(key, "\(key.utf8.count)") }
                }
            }
            await cache.shutDown()
        }
    }

    @Test func onlyTheNamespaceOfTheSameBytesIsInMemory() async throws {
        try await withRedis { scope in
            let cache = scope.cache(near: NearCacheSettings(namespaces: [Spelling.composed]))
            try await eventually {
                _ = try await cache.cached(namespace: Spelling.composed, key: "k") { "value" }
                return cache.valueInMemory(namespace: Spelling.composed, key: "k", as: String.self) != nil
            }
            #expect(cache.valueInMemory(namespace: Spelling.decomposed, key: "k", as: String.self) == nil)
            await cache.shutDown()
        }
    }

    @Test func missesOfTwoSpellingsDoNotShareAnExecution() async throws {
        try await withRedis { scope async throws in
            let (cache, gate) = (scope.cache(), Gate())
            let first = Task {
                try await cache.cached(namespace: "n", key: Spelling.composed) {
                    await gate.pass()
                    return "composed"
                }
            }
            await gate.arrival()
            let value = try await cache.cached(namespace: "n", key: Spelling.decomposed) { "decomposed" }
            #expect(value == "decomposed")
            gate.open()
            #expect(try await first.value == "composed")
        }
    }

    @Test func anInvalidationNamesBothSpellings() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            for key in [Spelling.composed, Spelling.decomposed] { await cache.set([1], namespace: "n", key: key) }
            #expect(await cache.invalidate("n", Spelling.composed, Spelling.decomposed) == 2)
        }
    }

    @Test func rememberedInvalidationsOfTwoNamespacesAreTwo() {
        let pending = PendingInvalidations()
        _ = pending.add(InvalidationTargets(key: "k"), namespace: ByteKey(Spelling.composed))
        _ = pending.add(InvalidationTargets(key: "k"), namespace: ByteKey(Spelling.decomposed))
        #expect(pending.take()?.count == 2)
    }

    @Test func twoSpellingsAreCountedApartWithoutRedis() async throws {
        let limiter = SlidingWindowLimiter(redis: nil, prefix: "p", limit: 1, window: .seconds(600))
        for key in [Spelling.composed, Spelling.decomposed] { #expect(try await limiter.admit(key).isAdmitted) }
    }

    @Test func aShareIsUsedByTheSpellingThatAskedForIt() async throws {
        try await withRedis { scope async throws in
            let limiter = SlidingWindowLimiter(
                redis: scope.redis, prefix: scope.prefix, limit: 1_000_000, window: .seconds(1_000_000))
            let admission = try await limiter.admit(Spelling.composed)
            #expect(admission.isAdmitted)
            #expect(limiter.admitNow(Spelling.composed) != nil)
            #expect(limiter.admitNow(Spelling.decomposed) == nil)
        }
    }
}
