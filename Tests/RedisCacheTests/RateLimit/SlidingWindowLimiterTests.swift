import RedisCache
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct SlidingWindowLimiterTests {
    private func limiter(_ scope: RedisScope, _ limit: Int, window: Duration = .seconds(600)) -> SlidingWindowLimiter {
        SlidingWindowLimiter(redis: scope.redis, prefix: scope.prefix, limit: limit, window: window)
    }

    /// Lets as many callers as asked try at once, spread over instances, and counts those who were admitted.
    private func admitted(of count: Int, by limiters: [SlidingWindowLimiter]) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<count {
                group.addTask {
                    let limiter = limiters[number % limiters.count]
                    if limiter.admitsNow("client") { return true }
                    return try await limiter.admit("client") == .admitted
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test(arguments: [1, 5, 60])
    func instancesAdmitASmallLimitExactly(limit: Int) async throws {
        try await withRedis { scope in
            let limiters = (0..<3).map { _ in self.limiter(scope, limit) }
            let admitted = try await self.admitted(of: 200, by: limiters)
            #expect(admitted == limit)
            #expect(try await limiters[0].admit("other") == .admitted)
        }
    }

    @Test func instancesNeverAdmitMoreThanALargeLimit() async throws {
        try await withRedis { scope in
            let limiters = (0..<3).map { _ in self.limiter(scope, 5000) }
            var admitted = 0
            for _ in 0..<4 { admitted += try await self.admitted(of: 2000, by: limiters) }
            #expect(admitted <= 5000)
            // What two instances may have in reserve.
            #expect(admitted >= 5000 - 2 * 50)
        }
    }

    @Test func refusalsSayHowLong() async throws {
        try await withRedis { scope in
            let limiter = self.limiter(scope, 2)
            #expect(try await limiter.admit("client") == .admitted)
            #expect(try await limiter.admit("client") == .admitted)
            guard case .refused(let wait) = try await limiter.admit("client") else {
                Issue.record("The limit was not kept.")
                return
            }
            #expect(wait > .seconds(500) && wait <= .seconds(600))
        }
    }

    @Test func theWindowSlides() async throws {
        try await withRedis { scope in
            let limiter = self.limiter(scope, 3, window: .milliseconds(50))
            for _ in 0..<10 { try await eventually { try await limiter.admit("client") == .admitted } }
        }
    }

    @Test func onlyALargeLimitIsDecidedWithoutAsking() async throws {
        try await withRedis { scope in
            // A share lasts a sixtieth of the window: long enough that it does not end within the test.
            let large = self.limiter(scope, 1_000_000, window: .seconds(1_000_000))
            #expect(!large.admitsNow("client"))
            let admission = try await large.admit("client")
            #expect(admission == .admitted)
            #expect(large.admitsNow("client"))
            #expect(!large.admitsNow("other"))
            let small = self.limiter(scope, 5)
            #expect(try await small.admit("another") == .admitted)
            #expect(!small.admitsNow("another"))
        }
    }

    /// Shares that were not used are given back: an instance that asks for a share now and then does not use up the
    /// limit of the others.
    @Test func unusedSharesAreGivenBack() async throws {
        try await withRedis { scope in
            let slow = self.limiter(scope, 1000, window: .milliseconds(600))
            // Each takes a share of 10 and uses one of it, in other buckets of 10 ms.
            var uses = 0
            try await eventually {
                if try await slow.admit("client") == .admitted { uses += 1 }
                return uses == 30
            }
            let counts = try await scope.redis.send(
                RedisCommand<[Int]>("HVALS", [.string("\(scope.prefix):client")]))
            #expect(counts.reduce(0, +) <= uses + 10)
        }
    }

    @Test func withoutRedisThisProcessCounts() async throws {
        try await withOwnRedis { server, scope in
            for limit in [2, 1000] {
                let limiter = self.limiter(scope, limit)
                server.kill()
                try await eventually { !scope.redis.isConnected }
                #expect(try await self.admitted(of: 1500, by: [limiter]) == limit)
                try await server.launch()
                try await scope.redis.waitUntilConnected()
                #expect(try await limiter.admit("client") == .admitted)
            }
        }
    }

    @Test func aDisabledRedisIsNotAsked() async throws {
        let limiter = SlidingWindowLimiter(redis: nil, prefix: "p", limit: 2, window: .seconds(600))
        #expect(try await self.admitted(of: 10, by: [limiter]) == 2)
    }
}
