import Foundation
import RedisCache
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(30)))
struct RedisConnectionTests {
    @Test func valuesComeBackAsTheyWereStored() async throws {
        try await withRedis { scope async throws in
            let (redis, key) = (scope.redis, "\(scope.prefix):value")
            #expect(try await redis.send(.get(key)) == nil)
            for size in [0, 1, 100, 16 << 10, 3 << 20] {
                let value = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
                #expect(try await redis.send(.set(key, value)))
                #expect(try await redis.send(.get(key)) == value)
            }
        }
    }

    @Test func commandsRespondInTheirTypes() async throws {
        try await withRedis { scope in
            let redis = scope.redis
            let (one, two, none) = ("\(scope.prefix):1", "\(scope.prefix):2", "\(scope.prefix):0")
            try await redis.ping()
            #expect(try await redis.send(.increment(one)) == 1)
            #expect(try await redis.send(.increment(one, by: 41)) == 42)
            #expect(try await redis.send(.set(one, [1], condition: .ifAbsent)) == false)
            #expect(try await redis.send(.set(none, [1], condition: .ifPresent)) == false)
            #expect(try await redis.send(.set(two, [2], expiry: .milliseconds(90_500))))
            #expect((80_000...90_500).contains(try await redis.send(.timeToLive(two))))
            #expect(try await redis.send(.timeToLive(one)) == -1)
            #expect(try await redis.send(.expire(one, after: .seconds(60))))
            #expect(try await redis.send(.expire(none, after: .seconds(60))) == false)
            #expect(try await redis.send(.mget([one, none, two])) == [Array("42".utf8), nil, [2]])
            #expect(try await redis.send(.exists(two)))
            #expect(try await redis.send(.unlink([one, none, two])) == 2)
            #expect(try await redis.send(.exists(two)) == false)
            let pushed: Int = try await redis.send(RedisCommand("RPUSH", [.string(one), "a", .bytes([255]), 3]))
            #expect(pushed == 3)
            let list: [RedisValue] = try await redis.send(RedisCommand("LRANGE", [.string(one), 0, -1]))
            #expect(list == [.bytes([97]), .bytes([255]), .bytes([51])])
        }
    }

    @Test func theServersErrorsAreThrownAndTheConnectionGoesOn() async throws {
        try await withRedis { scope in
            let key = "\(scope.prefix):list"
            let _: Int = try await scope.redis.send(RedisCommand("RPUSH", [.string(key), "a"]))
            let wrongType = try await #require(throws: RedisError.self) { try await scope.redis.send(.get(key)) }
            #expect(wrongType.code == .server)
            #expect(wrongType.serverCode == "WRONGTYPE")
            #expect(wrongType.command == "GET")
            let unexpected = try await #require(throws: RedisError.self) {
                let _: Int = try await scope.redis.send(RedisCommand("LRANGE", [.string(key), 0, -1]))
            }
            #expect(unexpected.code == .unexpectedReply)
            #expect(scope.redis.isConnected)
            try await scope.redis.ping()
        }
    }

    @Test func everyTaskOfManyGetsItsOwnReply() async throws {
        try await withRedis { scope in
            let redis = scope.redis
            try await withThrowingTaskGroup { group in
                for number in 0..<1500 {
                    group.addTask {
                        let key = "\(scope.prefix):\(number)"
                        let value = Array("value \(number)".utf8) + Array(repeating: 0, count: number % 7 * 1000)
                        try await redis.send(.set(key, value))
                        #expect(try await redis.send(.get(key)) == value)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func scriptsRunByDigestAndAreSentToAServerThatDoesNotKnowThem() async throws {
        try await withRedis { scope in
            let script = RedisScript("return { KEYS[1], ARGV[1] + 1, '\(scope.prefix)' }")
            for _ in 0..<2 {
                let reply = try await scope.redis.run(script, keys: ["k"], arguments: [41])
                #expect(reply == .array([.bytes([107]), .integer(42), .bytes(Array(scope.prefix.utf8))]))
            }
            let known: [Int] = try await scope.redis.send(RedisCommand("SCRIPT", ["EXISTS", .string(script.digest)]))
            #expect(known == [1])
        }
    }

    @Test func databaseNameAndUserAreSetOnEveryConnection() async throws {
        try await withOwnRedis { server, admin in
            let _: String = try await admin.redis.send(
                RedisCommand("ACL", ["SETUSER", "shop", "on", ">p@ss word", "~*", "+@all"]))
            var settings = try RedisSettings(url: "redis://shop:p%40ss%20word@127.0.0.1:\(server.port)/5")
            settings.clientName = "tests"
            settings.commandTimeout = .seconds(20)
            settings.reconnectDelay = .milliseconds(1)...(.milliseconds(10))
            try await withConnection(settings) { scope in
                for _ in 0..<2 {
                    let client: String = try await scope.redis.send(RedisCommand("CLIENT", ["INFO"]))
                    #expect(client.contains(" db=5 "))
                    #expect(client.contains(" name=tests "))
                    #expect(client.contains(" user=shop "))
                    // The server hangs up; the next round sees the next connection.
                    let _: Int = try await admin.redis.send(RedisCommand("CLIENT", ["KILL", "USER", "shop"]))
                    try await eventually {
                        (try? await scope.redis.send(RedisCommand<String>("CLIENT", ["INFO"]))) != nil
                    }
                }
            }
        }
    }

    @Test func aWrongPasswordIsReportedAndNotShown() async throws {
        try await withRedisServer(["--requirepass", "right"]) { server in
            for url in ["redis://:s3cret@127.0.0.1:\(server.port)", server.url] {
                let log = RecordedLog()
                let redis = RedisConnection(try RedisSettings(url: url), logger: log.logger())
                try await eventually { redis.state == .reconnecting }
                let error = try await #require(throws: RedisError.self) { try await redis.ping() }
                #expect(error.code == .notConnected)
                await redis.shutdown()
                let warnings = log.warnings
                #expect(warnings.count == 1)
                #expect(!"\(warnings) \(error) \(error.debugDescription)".contains("s3cret"))
            }
        }
    }

    @Test func unixSocketsWork() async throws {
        try await withRedisServer { server in
            let settings = try RedisSettings(url: "unix://\(server.socketPath)?db=1")
            try await withConnection(settings) { scope in
                try await scope.redis.send(.set("key", [1]), timeout: .seconds(20))
                #expect(try await scope.redis.send(.get("key"), timeout: .seconds(20)) == [1])
            }
        }
    }

    @Test func readersOfOneKeyWhoWaitTogetherShareAReply() async throws {
        try await withOwnRedis { server, scope in
            let redis = scope.redis
            try await redis.send(.set("key", [1]))
            try await redis.send(RedisCommand<String>("CONFIG", ["RESETSTAT"]))
            server.pause()
            // While this one is under way the readers wait unsent.
            let first = Task { try await redis.send(.ping) }
            try await Task.sleep(for: .milliseconds(20))
            let cancelled = Task { try await redis.send(.get("key")) }
            let readers = (0..<50).map { _ in Task { try await redis.send(.get("key")) } }
            try await Task.sleep(for: .milliseconds(50))
            cancelled.cancel()
            server.resume()
            _ = try await first.value
            for reader in readers { #expect(try await reader.value == [1]) }
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            let statistics: String = try await redis.send(RedisCommand("INFO", ["commandstats"]))
            let line = try #require(statistics.split(whereSeparator: \.isNewline).first { $0.contains("cmdstat_get:") })
            let calls = try #require(
                line.split(separator: "calls=").last?.split(separator: ",").first.flatMap { Int($0) })
            #expect(calls < 50)
        }
    }

    @Test func shutdownAnswersWhatIsUnderWayAndRefusesWhatComesAfter() async throws {
        try await withOwnRedis { server, scope in
            let redis = scope.redis
            server.pause()
            let underWay = Task { try await redis.send(.set("key", [1])) }
            let waiting = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await redis.send(.ping) }
                // Nothing tells from outside that a command was sent, so the server tells that it was not answered.
                try await Task.sleep(for: .milliseconds(20))
                group.addTask { await redis.shutdown() }
                try await eventually { redis.state == .shutDown }
                server.resume()
                try await group.waitForAll()
                return try await underWay.value
            }
            #expect(waiting)
            await redis.shutdown()
            let error = try await #require(throws: RedisError.self) { try await redis.ping() }
            #expect(error.code == .shutDown)
            await #expect(throws: RedisError.self) { try await redis.waitUntilConnected() }
        }
    }

    @Test func aConnectionThatIsDroppedEnds() async throws {
        try await withOwnRedis { server, scope in
            func clients() async throws -> Int {
                let list: String = try await scope.redis.send(RedisCommand("CLIENT", ["LIST"]))
                return list.split(separator: "\n").filter { $0.contains("name=dropped") }.count
            }
            var settings = try RedisSettings(url: server.url)
            settings.clientName = "dropped"
            settings.connectTimeout = .seconds(20)
            do {
                let redis = RedisConnection(settings, logger: RecordedLog().logger())
                try await redis.waitUntilConnected()
                #expect(try await clients() == 1)
            }
            try await eventually { try await clients() == 0 }
        }
    }

    @Test func anUnreachableServerDelaysNobody() async throws {
        // A port that was free a moment ago: connections are refused.
        let server = try await RedisServer.start()
        server.kill()
        let redis = RedisConnection(try RedisSettings(url: server.url), logger: RecordedLog().logger())
        for _ in 0..<100 {
            let error = try await #require(throws: RedisError.self) { try await redis.ping() }
            #expect(error.code == .notConnected)
        }
        let waiting = Task { try await redis.waitUntilConnected() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        await redis.shutdown()
        #expect(redis.state == .shutDown)
    }
}
