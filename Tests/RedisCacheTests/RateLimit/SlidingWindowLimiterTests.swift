import RedisCache
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(30)))
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
                    if limiter.admitNow("client") != nil { return true }
                    return try await limiter.admit("client").isAdmitted
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
            #expect(try await limiters[0].admit("other").isAdmitted)
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
            #expect(try await limiter.admit("client").isAdmitted)
            #expect(try await limiter.admit("client").isAdmitted)
            guard case .refused(let wait, _) = try await limiter.admit("client") else {
                Issue.record("The limit was not kept.")
                return
            }
            #expect(wait > .seconds(500) && wait <= .seconds(600))
        }
    }

    private func standing(_ limiter: SlidingWindowLimiter) async throws -> SlidingWindowLimiter.Standing {
        if let standing = limiter.admitNow("client") { return standing }
        switch try await limiter.admit("client") {
        case .admitted(let standing), .refused(_, let standing): return standing
        }
    }

    @Test func instancesTogetherSayWhatIsLeft() async throws {
        try await withRedis { scope in
            let limiters = (0..<2).map { _ in self.limiter(scope, 3) }
            var remaining: [Int] = []
            for number in 0..<5 {
                let standing = try await self.standing(limiters[number % 2])
                remaining.append(standing.remaining)
                #expect(standing.resetsIn > .seconds(500) && standing.resetsIn <= .seconds(600))
            }
            #expect(remaining == [2, 1, 0, 0, 0])
        }
    }

    /// The rest of the share in this process is left, too.
    @Test func whatIsLeftOfALargeLimitIsExact() async throws {
        try await withRedis { scope in
            // A share is 10 events, and lasts longer than the test.
            let limiter = self.limiter(scope, 1000, window: .seconds(100_000))
            var remaining: [Int] = []
            for _ in 0..<25 { remaining.append(try await self.standing(limiter).remaining) }
            #expect(remaining == Array((975..<1000).reversed()))
            #expect(try await self.standing(limiter).resetsIn > .seconds(99_000))
        }
    }

    @Test func theWindowSlides() async throws {
        try await withRedis { scope in
            let limiter = self.limiter(scope, 3, window: .milliseconds(50))
            for _ in 0..<10 { try await eventually { try await limiter.admit("client").isAdmitted } }
        }
    }

    @Test func onlyALargeLimitIsDecidedWithoutAsking() async throws {
        try await withRedis { scope in
            // A share lasts a sixtieth of the window: long enough that it does not end within the test.
            let large = self.limiter(scope, 1_000_000, window: .seconds(1_000_000))
            #expect(large.admitNow("client") == nil)
            let admission = try await large.admit("client")
            #expect(admission.isAdmitted)
            #expect(large.admitNow("client") != nil)
            #expect(large.admitNow("other") == nil)
            let small = self.limiter(scope, 5)
            #expect(try await small.admit("another").isAdmitted)
            #expect(small.admitNow("another") == nil)
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
                if try await slow.admit("client").isAdmitted { uses += 1 }
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
                #expect(try await limiter.admit("client").isAdmitted)
            }
        }
    }

    @Test func aDisabledRedisIsNotAsked() async throws {
        let limiter = SlidingWindowLimiter(redis: nil, prefix: "p", limit: 2, window: .seconds(600))
        #expect(try await self.admitted(of: 10, by: [limiter]) == 2)
    }
}
