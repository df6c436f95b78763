import Foundation
import Logging
import RedisCache
import TestSupport
import Testing

@testable import Accounts
@testable import ShopCore

/// Redis and this process count alike.
@Suite struct LoginAttemptsTests {
    /// Waits that no test lasts.
    private static let limits = [
        AttemptLimit(free: 3, first: .seconds(1000), longest: .seconds(4000)),
        AttemptLimit(free: 6, first: .seconds(1000), longest: .seconds(2000)),
        AttemptLimit(free: 9, first: .seconds(1000), longest: .seconds(3000)),
    ]

    enum Place: CaseIterable { case redis, process, awayRedis }

    private func withAttempts(in place: Place, _ body: (LoginAttempts) async throws -> Void) async throws {
        guard place != .process else {
            return try await body(LoginAttempts(redis: nil, prefix: "", limits: Self.limits))
        }
        try await withRedis(isAway: place == .awayRedis) { redis, prefix in
            try await body(LoginAttempts(redis: redis, prefix: prefix, limits: Self.limits))
        }
    }

    /// How many attempts get through until one must wait.
    private func fail(
        _ attempts: LoginAttempts, _ email: String, _ network: String, most: Int = 100
    ) async throws -> (count: Int, retryAfter: Int?) {
        for count in 0..<most {
            do {
                _ = try await attempts.begin(email: email, network: network)
            } catch let error as ShopError where error.kind == .tooManyAttempts {
                return (count, error.retryAfter)
            }
        }
        return (most, nil)
    }

    @Test(arguments: Place.allCases)
    func oneAttackerKeepsOnlyItsOwnNetworkOut(place: Place) async throws {
        try await self.withAttempts(in: place) { attempts in
            let (count, retryAfter) = try await self.fail(attempts, "a@b.co", "evil")
            #expect(count == 3)
            #expect((900...1000).contains(retryAfter ?? 0))
            // Neither other accounts nor other networks notice.
            #expect(try await self.fail(attempts, "c@b.co", "evil", most: 1).count == 1)
            #expect(try await self.fail(attempts, "a@b.co", "home", most: 1).count == 1)
        }
    }

    @Test(arguments: Place.allCases)
    func manyAttackersDoNotKeepAKnownNetworkOut(place: Place) async throws {
        try await self.withAttempts(in: place) { attempts in
            try await attempts.begin(email: "a@b.co", network: "home").succeed()
            var total = 0
            for number in 0..<5 { total += try await self.fail(attempts, "a@b.co", "evil\(number)").count }
            #expect(total == 6)
            #expect(try await self.fail(attempts, "a@b.co", "elsewhere").count == 0)
            #expect(try await self.fail(attempts, "a@b.co", "home").count == 3)
        }
    }

    @Test(arguments: Place.allCases)
    func aNetworkThatTriesManyAccountsMustWait(place: Place) async throws {
        try await self.withAttempts(in: place) { attempts in
            var total = 0
            for number in 0..<20 { total += try await self.fail(attempts, "a\(number)@b.co", "evil", most: 1).count }
            #expect(total == 9)
            #expect(try await self.fail(attempts, "a1@b.co", "home", most: 1).count == 1)
        }
    }

    /// Logging into an account of one's own gives no attempts at others.
    @Test(arguments: Place.allCases)
    func aRightPasswordForgetsThePairAndNothingElse(place: Place) async throws {
        try await self.withAttempts(in: place) { attempts in
            _ = try await self.fail(attempts, "a@b.co", "evil", most: 2)
            _ = try await self.fail(attempts, "c@b.co", "evil", most: 2)
            try await attempts.begin(email: "a@b.co", network: "evil").succeed()
            #expect(try await self.fail(attempts, "a@b.co", "evil").count == 3)
            #expect(try await self.fail(attempts, "c@b.co", "evil").count == 1)
            // 2 + 2 + 3 + 1 of 9.
            #expect(try await self.fail(attempts, "d@b.co", "evil").count == 1)
        }
    }

    @Test(arguments: Place.allCases)
    func whatIsTakenBackDoesNotCount(place: Place) async throws {
        try await self.withAttempts(in: place) { attempts in
            for _ in 0..<20 { await (try await attempts.begin(email: "a@b.co", network: "home")).takeBack() }
            #expect(try await self.fail(attempts, "a@b.co", "home").count == 3)
        }
    }

    @Test(arguments: Place.allCases)
    func ofManyAtOnceNoMoreGetThrough(place: Place) async throws {
        try await self.withAttempts(in: place) { attempts in
            let admitted = try await parallel(50) { _ in
                try await self.fail(attempts, "a@b.co", "evil", most: 1).count
            }
            #expect(admitted.reduce(0, +) == 3)
        }
    }

    /// The script and the Swift code, side by side through random events, with time as it goes by.
    @Test(arguments: 0..<5)
    func redisAndProcessAgree(seed: Int) async throws {
        try await withRedis { redis, prefix in
            let shared = SharedAttempts(redis: redis, prefix: prefix, limits: Self.limits)
            let local = LocalAttempts(Self.limits)
            var random = SeededRandom(seed: UInt64(seed))
            var now = 1_000_000_000
            for _ in 0..<400 {
                let keys = AttemptKeys(
                    email: ["a@b.co", "c@b.co"].randomElement(using: &random)!,
                    network: ["home", "evil", "moon"].randomElement(using: &random)!)
                switch Int.random(in: 0..<12, using: &random) {
                case 0:
                    try await shared.end(keys, known: 1_000_000_000)
                    local.succeed(keys, knownUntil: now + 1_000_000_000)
                case 1:
                    try await shared.end(keys, known: nil)
                    local.takeBack(keys)
                case 2, 3:
                    let time = 1000 * 500 * Int.random(in: 1...8, using: &random)
                    now += time
                    try await self.pass(time, redis, prefix)
                default:
                    let expected = local.begin(keys, at: now)
                    let start = try await shared.begin(keys)
                    // Redis' own clock goes on while the test runs.
                    #expect((expected.wait - 100_000...expected.wait).contains(start.wait))
                    #expect((start.wait == 0) == (expected.wait == 0) && start.locksOut == expected.locksOut)
                }
            }
        }
    }

    /// Lets time go by in Redis, as far as the counts know.
    private func pass(_ milliseconds: Int, _ redis: RedisConnection, _ prefix: String) async throws {
        let script = RedisScript(
            """
            for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
                if redis.call('TYPE', key).ok == 'hash' then
                    redis.call('HINCRBY', key, 'since', -ARGV[2])
                    redis.call('HINCRBY', key, 'opens', -ARGV[2])
                end
            end
            """)
        try await redis.run(script, arguments: [.string(prefix + ":*"), .integer(milliseconds)])
    }

    @Test func everyKeyIsForgottenInTheEnd() async throws {
        try await withRedis { redis, prefix in
            let attempts = LoginAttempts(redis: redis, prefix: prefix, limits: Self.limits)
            try await attempts.begin(email: "a@b.co", network: "home").succeed()
            _ = try await self.fail(attempts, "secret@b.co", "evil")
            let keys = try await redis.send(RedisCommand<[String]>("KEYS", [.string(prefix + ":*")]))
            #expect(keys.count == 4)
            for key in keys {
                #expect(try await redis.send(RedisCommand<Int>("PTTL", [.string(key)])) > 0)
                #expect(!key.contains("@"))
            }
        }
    }

    @Test func memoryIsBounded() {
        let local = LocalAttempts(Self.limits, capacity: 30)
        for number in 0..<1000 {
            let keys = AttemptKeys(email: "\(number)@b.co", network: "\(number)")
            #expect(local.begin(keys, at: 1_000_000).wait == 0)
            local.succeed(keys, knownUntil: 2_000_000)
        }
        #expect(local.count <= 30 + 3 + 30)
    }
}

/// Gives a connection to Redis and a prefix of the test's own, and removes what the test left there.
///
/// - Parameter isAway: gives a connection that reaches nobody.
private func withRedis(
    isAway: Bool = false, _ body: (RedisConnection, _ prefix: String) async throws -> Void
) async throws {
    let url = isAway ? "redis://127.0.0.1:1" : ProcessInfo.processInfo.environment["REDIS_URL"]
    var settings = try RedisSettings(url: url ?? "redis://127.0.0.1:6379")
    settings.commandTimeout = .seconds(20)
    let redis = RedisConnection(settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let prefix = "test-\(UUID().uuidString)"
    let outcome: Result<Void, any Error>
    do {
        if !isAway { try await redis.waitUntilConnected() }
        outcome = .success(try await body(redis, prefix))
    } catch {
        outcome = .failure(error)
    }
    if !isAway {
        let keys = try await redis.send(RedisCommand<[String]>("KEYS", [.string(prefix + ":*")]))
        if !keys.isEmpty { _ = try await redis.send(.unlink(keys)) }
    }
    await redis.shutdown()
    try outcome.get()
}
