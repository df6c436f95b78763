import RedisCache
import TestSupport
import Testing

/// A Redis that is started again from a dump that is older than an invalidation.
@Suite(.timeLimit(.minutes(30)))
struct RestoredServerTests {
    private func save(_ redis: RedisConnection) async throws {
        let _: String = try await redis.send(RedisCommand("SAVE"))
    }

    private func restart(_ server: RedisServer, _ redis: RedisConnection) async throws {
        server.kill()
        try await eventually { !redis.isConnected }
        try await server.launch()
        try await redis.waitUntilConnected()
    }

    @Test(arguments: [false, true])
    func anOldValueDoesNotComeBack(inMemory: Bool) async throws {
        try await withOwnRedis { server, scope in
            let (cache, value) = (inMemory ? try await scope.nearCache() : scope.cache(), Counter())
            func read() async throws -> String {
                try await cache.cached(namespace: "n", key: "k") { "\(value.value)" }
            }
            #expect(try await read() == "0")
            try await self.save(scope.redis)
            value.increment()
            await cache.invalidate("n", "k")
            try await self.restart(server, scope.redis)
            // The dump has brought the entry back.
            #expect(try await scope.redis.send(.get("\(scope.prefix):n:k")) == Array("0".utf8))
            #expect(await cache.get(namespace: "n", key: "k") == nil)
            #expect(try await read() == "1")
            #expect(await cache.get(namespace: "n", key: "k") == Array("1".utf8))
            await cache.shutDown()
        }
    }

    @Test func aProcessThatStartsAfterwardsIsNotServedTheOldValue() async throws {
        try await withOwnRedis { server, scope in
            let cache = scope.cache()
            _ = try await cache.cached(namespace: "n", key: "k") { "old" }
            try await self.save(scope.redis)
            await cache.invalidate("n", "k")
            try await self.restart(server, scope.redis)
            try await withConnection(scope.settings) { other async throws in
                let later = scope.cache(on: other.redis)
                #expect(try await later.cached(namespace: "n", key: "k") { "new" } == "new")
            }
        }
    }

    @Test func aFillThatBeganBeforeTheRestartIsNotStored() async throws {
        try await withOwnRedis { server, scope in
            let cache = scope.cache()
            let value = try await cache.cached(namespace: "n", key: "k") {
                // The dump has the token that this fill began with.
                try await self.save(scope.redis)
                await cache.invalidate("n", "k")
                try await self.restart(server, scope.redis)
                return "old"
            }
            #expect(value == "old")
            #expect(await cache.get(namespace: "n", key: "k") == nil)
        }
    }
}
