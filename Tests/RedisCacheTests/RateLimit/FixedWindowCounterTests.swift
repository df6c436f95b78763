import RedisCache
import Testing

@Suite(.timeLimit(.minutes(2)))
struct FixedWindowCounterTests {
    @Test func concurrentHitsOfSeveralInstancesAreAllCounted() async throws {
        try await withRedis { scope in
            let counters = (0..<3).map { _ in RedisWindowCounter(redis: scope.redis, prefix: scope.prefix) }
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<150 {
                    group.addTask {
                        let (count, resetsIn) = try await counters[number % 3].hit("client", window: .seconds(600))
                        #expect(resetsIn > .seconds(500) && resetsIn <= .seconds(600))
                        return count
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.sorted() == Array(1...150))
            #expect(try await counters[0].hit("other", window: .seconds(600)).count == 1)
        }
    }

    @Test func aWindowEndsInRedisToo() async throws {
        try await withRedis { scope in
            let counter = RedisWindowCounter(redis: scope.redis, prefix: scope.prefix)
            #expect(try await counter.hit("client", window: .milliseconds(1)).count == 1)
            try await eventually { try await counter.hit("client", window: .milliseconds(1)).count == 1 }
            // A counter that lost its expiry gets one instead of blocking its client for ever.
            let key = "\(scope.prefix):stuck"
            try await scope.redis.send(.set(key, Array("7".utf8)))
            #expect(try await counter.hit("stuck", window: .seconds(60)) == (8, .seconds(60)))
        }
    }

    @Test func withoutRedisThisProcessCounts() async throws {
        try await withOwnRedis { server, scope in
            let counter = FixedWindowCounter(
                redis: scope.redis, prefix: scope.prefix, local: InProcessWindowCounter(clock: ManualClock()))
            #expect(await counter.hit("client", window: .seconds(600)).count == 1)
            #expect(await counter.hit("client", window: .seconds(600)).count == 2)
            server.kill()
            try await eventually { !scope.redis.isConnected }
            #expect(await counter.hit("client", window: .seconds(600)) == (1, .seconds(600)))
            #expect(await counter.hit("client", window: .seconds(600)) == (2, .seconds(600)))
            try await server.launch()
            try await scope.redis.waitUntilConnected()
            #expect(await counter.hit("client", window: .seconds(600)).count == 1)
        }
    }

    @Test func aDisabledRedisIsNotAsked() async {
        let counter = FixedWindowCounter(redis: nil, prefix: "p")
        #expect(await counter.hit("client", window: .seconds(600)).count == 1)
        #expect(await counter.hit("client", window: .seconds(600)).count == 2)
    }
}
