import RedisCache
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(30)))
struct WindowCounterTests {
    @Test func concurrentHitsOfSeveralInstancesAreAllCounted() async throws {
        try await withRedis { scope in
            let counters = (0..<3).map { _ in WindowCounter(redis: scope.redis, prefix: scope.prefix) }
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

    @Test func aWindowEnds() async throws {
        try await withRedis { scope in
            let counter = WindowCounter(redis: scope.redis, prefix: scope.prefix)
            #expect(try await counter.hit("client", window: .milliseconds(1)).count == 1)
            try await eventually { try await counter.hit("client", window: .milliseconds(1)).count == 1 }
            // A counter that lost its expiry gets one instead of blocking its client for ever.
            let key = "\(scope.prefix):stuck"
            try await scope.redis.send(.set(key, Array("7".utf8)))
            #expect(try await counter.hit("stuck", window: .seconds(60)) == (8, .seconds(60)))
        }
    }
}
