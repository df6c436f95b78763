import RedisCache
import TestSupport
import Testing

/// What callers see while the server is away, hangs, or comes back.
@Suite(.timeLimit(.minutes(30)))
struct OutageTests {
    @Test func aKilledServerFailsCommandsAndIsFoundAgain() async throws {
        let log = RecordedLog()
        try await withOwnRedis(log: log) { server, scope in
            let redis = scope.redis
            try await redis.send(.set("key", [1]))
            for round in 1...2 {
                server.kill()
                // Nobody sends anything: the connection notices by itself.
                try await eventually { redis.state == .reconnecting }
                let error = try await #require(throws: RedisError.self) { try await redis.ping() }
                #expect(error.code == .notConnected)
                try await server.launch()
                try await redis.waitUntilConnected()
                #expect(try await redis.send(.get("key")) == nil)
                #expect(log.warnings.count == round)
                #expect(log.notices.count == round)
            }
        }
    }

    @Test func commandsOnTheirWayFailWhenTheServerIsKilled() async throws {
        try await withOwnRedis { server, scope in
            server.pause()
            let commands = (0..<50).map { _ in Task { try await scope.redis.ping() } }
            try await Task.sleep(for: .milliseconds(20))
            server.kill()
            for command in commands {
                let error = await #expect(throws: RedisError.self) { try await command.value }
                #expect([.connectionLost, .notConnected].contains(error?.code))
            }
        }
    }

    @Test func aHangingServerHoldsNobodyLongerThanTheTimeout() async throws {
        try await withOwnRedis(timeout: .milliseconds(200)) { server, scope in
            let redis = scope.redis
            server.pause()
            // They come over the time of several timeouts, so some are sent, some wait, and some find no connection.
            let longest = try await withThrowingTaskGroup(of: Duration.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        try await Task.sleep(for: .milliseconds(10 * number))
                        let start = ContinuousClock.now
                        await #expect(throws: RedisError.self) { try await redis.ping() }
                        return ContinuousClock.now - start
                    }
                }
                return try await group.reduce(.zero, max)
            }
            #expect(longest < .seconds(15))
            try await eventually { redis.state == .reconnecting }
            server.resume()
            try await redis.waitUntilConnected()
            try await eventually { (try? await redis.ping()) != nil }
        }
    }

    @Test func aShortDeadlineBehindASlowCommandCostsOnlyItself() async throws {
        try await withOwnRedis { server, scope in
            let redis = scope.redis
            let before: Int = try await redis.send(RedisCommand("CLIENT", ["ID"]))
            server.pause()
            let slow = Task { try await redis.send(.set("key", [1])) }
            for _ in 0..<3 {
                let error = try await #require(throws: RedisError.self) {
                    try await redis.send(.ping, timeout: .milliseconds(20))
                }
                #expect(error.code == .timedOut)
            }
            server.resume()
            #expect(try await slow.value)
            // The late replies went to nobody, and the connection is the same.
            #expect(try await redis.send(.get("key")) == [1])
            let after: Int = try await redis.send(RedisCommand("CLIENT", ["ID"]))
            #expect(after == before)
        }
    }

    @Test func aCancelledTaskGivesUpAtOnceAndDisturbsNobody() async throws {
        try await withOwnRedis(timeout: .seconds(100)) { server, scope in
            let redis = scope.redis
            try await redis.send(.set("key", [1]))
            server.pause()
            let cancelled = (0..<20).map { _ in Task { try await redis.send(.increment("counter")) } }
            try await Task.sleep(for: .milliseconds(20))
            for task in cancelled { task.cancel() }
            // The server still hangs and the timeout is longer than the test may take.
            for task in cancelled {
                await #expect(throws: CancellationError.self) { try await task.value }
            }
            server.resume()
            #expect(try await redis.send(.get("key")) == [1])
        }
    }

    @Test func aFullQueueRefusesMore() async throws {
        try await withOwnRedis(queueLimit: 10) { server, scope in
            let redis = scope.redis
            server.pause()
            let outcomes = (0..<60).map { _ in
                Task { () -> RedisError.Code? in
                    do {
                        try await redis.ping()
                        return nil
                    } catch {
                        return (error as? RedisError)?.code
                    }
                }
            }
            // At most ten are sent and ten wait; the others know at once, while the server still hangs.
            try await Task.sleep(for: .milliseconds(100))
            server.resume()
            var refused = 0
            for outcome in outcomes {
                let code = await outcome.value
                #expect(code == nil || code == .overloaded)
                if code != nil { refused += 1 }
            }
            #expect(refused >= 40)
            try await redis.ping()
        }
    }

    @Test func aReplyThatNobodyAskedForCostsTheConnectionAndNothingElse() async throws {
        try await withOwnRedis { server, scope in
            // A subscribed connection is sent messages by itself, which would shift all replies that follow.
            let _: RedisValue = try await scope.redis.send(RedisCommand("SUBSCRIBE", ["channel"]))
            try await withConnection(scope.settings) { publisher in
                let _: Int = try await publisher.redis.send(RedisCommand("PUBLISH", ["channel", "message"]))
            }
            try await eventually { (try? await scope.redis.send(.set("key", [1]))) == true }
            #expect(try await scope.redis.send(.get("key")) == [1])
        }
    }

    @Test func scriptsSurviveAServerThatForgotThem() async throws {
        try await withOwnRedis { server, scope in
            let script = RedisScript("return 7")
            #expect(try await scope.redis.run(script, as: Int.self) == 7)
            server.kill()
            try await eventually { scope.redis.state == .reconnecting }
            try await server.launch()
            try await scope.redis.waitUntilConnected()
            #expect(try await scope.redis.run(script, as: Int.self) == 7)
        }
    }
}
