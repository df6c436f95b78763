import RedisCache
import TestSupport
import Testing

/// A text whose words are its tags.
private struct Tagged: CacheValue, Equatable {
    let text: String

    init(_ text: String) { self.text = text }
    init(cacheBytes: [UInt8]) throws { self.text = try String(cacheBytes: cacheBytes) }

    func cacheBytes() -> [UInt8] { self.text.cacheBytes() }
    var cacheTags: [String] { self.text.split(separator: " ").map(String.init) }
}

@Suite(.timeLimit(.minutes(30)))
struct TagTests {
    private func fill(_ cache: CacheManager, _ key: String, _ text: String, ttl: Duration? = nil) async throws {
        let value = try await cache.cached(namespace: "n", key: key, ttl: ttl) { Tagged(text) }
        #expect(value == Tagged(text))
    }

    private func isThere(_ cache: CacheManager, _ key: String) async -> Bool {
        await cache.get(namespace: "n", key: key) != nil
    }

    @Test func anInvalidationByTagRemovesTheEntriesThatHaveIt() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            try await self.fill(cache, "slug:a", "id:1")
            try await self.fill(cache, "related:a", "id:7 id:1")
            try await self.fill(cache, "slug:b", "id:12")
            try await self.fill(cache, "list:1", "")
            #expect(await cache.invalidate("n", [], tags: ["id:1"]) == 2)
            for (key, stays) in [("slug:a", false), ("related:a", false), ("slug:b", true), ("list:1", true)] {
                #expect(await self.isThere(cache, key) == stays, "\(key)")
            }
        }
    }

    @Test func anOptionalHasTheTagsOfItsValue() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            _ = try await cache.cached(namespace: "n", key: "k") { Optional(Tagged("id:1")) }
            #expect(await cache.invalidate("n", [], tags: ["id:1"]) == 1)
        }
    }

    @Test func aFillThatBeganBeforeAnInvalidationByTagIsNotStored() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            _ = try await cache.cached(namespace: "n", key: "k") {
                await cache.invalidate("n", [], tags: ["id:1"])
                return Tagged("id:1")
            }
            #expect(await !self.isThere(cache, "k"))
        }
    }

    @Test func aPatternMatchesKeysAndNotTags() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            try await self.fill(cache, "k", "id:1")
            #expect(await cache.invalidate("n", "*id*") == 0)
            #expect(await cache.invalidate("n", [], tags: ["id:1"]) == 1)
        }
    }

    @Test func tagsExpireWithTheirEntries() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            try await self.fill(cache, "k", "id:1 id:2", ttl: .milliseconds(1))
            // Names go a second after their entries, when something is stored.
            try await eventually {
                await cache.set([1], namespace: "n", key: "other")
                return try await scope.redis.send(RedisCommand("ZCARD", [.string("\(scope.prefix)#keys:n")])) == 1
            }
        }
    }

    @Test func otherInstancesForgetOnlyTheEntriesThatHaveTheTag() async throws {
        try await withRedis { scope in
            let (reader, writer) = (try await scope.nearCache(), scope.cache())
            try await self.fill(writer, "tagged", "id:1")
            try await eventually {
                _ = try await reader.cached(namespace: "n", key: "tagged") { "none" }
                return reader.memory("tagged") == "id:1"
            }
            try await reader.keepsInMemory("other")
            await writer.invalidate("n", [], tags: ["id:1"])
            try await eventually { reader.memory("tagged") == nil }
            #expect(reader.memory("other") == "value")
            await reader.shutDown()
        }
    }
}
