import RedisCache
import TestSupport
import Testing

/// A server that is not the primary.
@Suite(.timeLimit(.minutes(30)))
struct ReplicaTests {
    private func follow(_ host: String, _ port: String, _ redis: RedisConnection) async throws {
        let _: String = try await redis.send(RedisCommand("REPLICAOF", [.string(host), .string(port)]))
    }

    @Test(arguments: [false, true])
    func aServerThatBecomesAReplicaIsLeftUntilItIsPrimaryAgain(byScript: Bool) async throws {
        let log = RecordedLog()
        try await withRedisServer { primary in
            try await withOwnRedis(log: log) { _, scope in
                try await withConnection(scope.settings) { admin in
                    try await self.follow("127.0.0.1", "\(primary.port)", admin.redis)
                    let idle = await #expect(throws: RedisError.self) { try await scope.redis.ping() }
                    #expect(idle?.code == .notPrimary)
                    let cache = scope.cache()
                    if byScript {
                        #expect(try await cache.cached(namespace: "n", key: "k") { "value" } == "value")
                    } else {
                        let error = await #expect(throws: RedisError.self) {
                            try await scope.redis.send(.set("key", [1]))
                        }
                        #expect(error?.code == .notPrimary)
                    }
                    try await eventually { log.reasons.contains { $0.contains("replica") } }
                    #expect(scope.redis.state == .reconnecting)
                    await #expect(throws: RedisError.self) { try await scope.redis.ping() }

                    try await self.follow("NO", "ONE", admin.redis)
                    try await scope.redis.waitUntilConnected()
                    #expect(try await cache.cached(namespace: "n", key: "k") { "new" } == "new")
                    #expect(await cache.get(namespace: "n", key: "k") == Array("new".utf8))
                }
            }
        }
    }

    @Test func aReplicaIsNotConnectedTo() async throws {
        try await withRedisServer { primary in
            try await withRedisServer(["--replicaof", "127.0.0.1 \(primary.port)"]) { replica in
                let log = RecordedLog()
                let redis = RedisConnection(try RedisSettings(url: replica.url), logger: log.logger())
                try await eventually { redis.state == .reconnecting }
                #expect(log.reasons.count == 1)
                #expect(log.reasons.first?.contains("is a replica") == true)
                await redis.shutdown()
            }
        }
    }
}
