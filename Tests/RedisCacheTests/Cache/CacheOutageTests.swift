import RedisCache
import TestSupport
import Testing

/// The cache while Redis is away, hangs, or comes back.
@Suite(.timeLimit(.minutes(30)))
struct CacheOutageTests {
    @Test func withoutRedisTheAnswersAreTheSame() async throws {
        let log = RecordedLog()
        try await withOwnRedis(log: log) { server, scope in
            let (cache, runs) = (scope.cache(log: log), Counter())
            func answer() async throws -> String {
                try await cache.cached(namespace: "n", key: "k") {
                    runs.increment()
                    return "answer"
                }
            }
            #expect(try await answer() == "answer")
            #expect(try await answer() == "answer")
            #expect(runs.value == 1)

            server.kill()
            for _ in 0..<100 { #expect(try await answer() == "answer") }
            #expect(runs.value == 101)
            #expect(await cache.get(namespace: "n", key: "k") == nil)
            #expect(await cache.set([1], namespace: "n", key: "k") == false)
            try await eventually { log.warnings.count == 1 }

            try await server.launch()
            try await scope.redis.waitUntilConnected()
            #expect(try await answer() == "answer")
            #expect(try await answer() == "answer")
            #expect(runs.value == 102)
            #expect(log.warnings.count == 1)
            #expect(log.notices == ["Redis is back"])
        }
    }

    @Test func callersWithoutRedisDoNotShareExecutions() async throws {
        try await withOwnRedis { server, scope in
            let (cache, gate) = (scope.cache(), Gate())
            server.kill()
            try await eventually { !scope.redis.isConnected }
            let callers = (0..<5).map { _ in
                Task {
                    try await cache.cached(namespace: "n", key: "k") {
                        await gate.pass()
                        return "value"
                    }
                }
            }
            await gate.arrival(5)
            gate.open()
            for caller in callers { #expect(try await caller.value == "value") }
        }
    }

    @Test func aHangingRedisDelaysACallAboutTheTimeoutOnce() async throws {
        try await withOwnRedis(timeout: .milliseconds(200)) { server, scope in
            let cache = scope.cache()
            server.pause()
            let start = ContinuousClock.now
            for _ in 0..<200 {
                #expect(try await cache.cached(namespace: "n", key: "k") { "answer" } == "answer")
            }
            #expect(ContinuousClock.now - start < .seconds(15))
            server.resume()
            try await eventually {
                _ = try await cache.cached(namespace: "n", key: "k") { "answer" }
                return await cache.get(namespace: "n", key: "k") == Array("answer".utf8)
            }
        }
    }

    @Test(arguments: [["k"], ["k*"], ["*"], (0..<300).map { "k\($0)" } + ["k"]])
    func anInvalidationThatRedisMissedIsMadeUpForBeforeAnythingIsRead(_ patterns: [String]) async throws {
        let log = RecordedLog()
        try await withOwnRedis(timeout: .milliseconds(200), log: log) { server, scope in
            let (cache, value) = (scope.cache(log: log), Counter())
            func read() async throws -> Int {
                let text = try await cache.cached(namespace: "n", key: "k") { "\(value.value)" }
                return try #require(Int(text))
            }
            try await eventually {
                _ = try await read()
                return await cache.get(namespace: "n", key: "k") != nil
            }

            server.pause()
            value.increment()
            for pattern in patterns { #expect(await cache.invalidate("n", pattern) == 0) }
            #expect(try await read() == 1)
            // Redis still has the old entry, and comes back with it.
            server.resume()
            try await eventually {
                let answer = try await read()
                #expect(answer == 1)
                return await cache.get(namespace: "n", key: "k") == Array("1".utf8)
            }
            #expect(log.notices.contains("The cache is used again"))
        }
    }

    @Test func aFillThatBeganBeforeAMissedInvalidationIsNotStored() async throws {
        try await withOwnRedis(timeout: .milliseconds(200)) { server, scope in
            let (cache, gate) = (scope.cache(), Gate())
            let early = Task {
                try await cache.cached(namespace: "n", key: "k") {
                    await gate.pass()
                    return "old"
                }
            }
            await gate.arrival()
            server.pause()
            await cache.invalidate("n", "k")
            // While Redis is away nobody joins the old execution either.
            #expect(try await cache.cached(namespace: "n", key: "k") { "new" } == "new")
            server.resume()
            gate.open()
            #expect(try await early.value == "old")
            try await eventually {
                let answer = try await cache.cached(namespace: "n", key: "k") { "new" }
                #expect(answer == "new")
                return await cache.get(namespace: "n", key: "k") == Array("new".utf8)
            }
        }
    }

    @Test func anInvalidationThatTakesLongerThanTheTimeoutIsCompleted() async throws {
        try await withOwnRedis { server, scope in
            let patient = scope.cache()
            await withTaskGroup { group in
                for number in 0..<8000 {
                    group.addTask { _ = await patient.set([1], namespace: "n", key: "\(number)") }
                }
            }
            var settings = scope.settings
            settings.commandTimeout = .milliseconds(2)
            let hasty = RedisConnection(settings, logger: RecordedLog().logger())
            try await hasty.waitUntilConnected()
            let cache = scope.cache(on: hasty)
            await cache.clearNamespace("n")
            // From here on no old entry is read, whether Redis has removed it already or not.
            #expect(await cache.get(namespace: "n", key: "7") == nil)
            try await eventually { try await scope.keys() == [] }
            await hasty.shutdown()
        }
    }

    @Test func aCallerThatHangsUpStillInvalidates() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            await cache.set([1], namespace: "n", key: "k")
            let caller = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await cache.invalidate("n", "k")
            }
            #expect(await caller.value == 1)
            #expect(await cache.get(namespace: "n", key: "k") == nil)
        }
    }

    @Test func aRefusalIsReportedOnceAndTheAnswersAreTheSame() async throws {
        let log = RecordedLog()
        try await withOwnRedis { server, scope in
            let cache = scope.cache(log: log)
            let _: String = try await scope.redis.send(RedisCommand("CONFIG", ["SET", "maxmemory", "1"]))
            for _ in 0..<5 { #expect(try await cache.cached(namespace: "n", key: "k") { "answer" } == "answer") }
            #expect(log.warnings.count == 1)
            // Invalidating needs no memory.
            await cache.invalidate("n", "*")
            #expect(log.notices == [])
        }
    }

    @Test func anInvalidationThatRedisRefusesKeepsTheCacheOutOfUse() async throws {
        try await withOwnRedis { server, admin in
            let _: String = try await admin.redis.send(
                RedisCommand("ACL", ["SETUSER", "reader", "on", ">x", "~*", "+@all", "-unlink"]))
            var settings = try RedisSettings(url: "redis://reader:x@127.0.0.1:\(server.port)")
            settings.commandTimeout = .seconds(20)
            try await withConnection(settings) { scope in
                let (cache, value) = (scope.cache(), Counter())
                func read() async throws -> String {
                    try await cache.cached(namespace: "n", key: "k") { "\(value.value)" }
                }
                #expect(try await read() == "0")
                value.increment()
                await cache.invalidate("n", "k")
                #expect(try await read() == "1")
                let _: String = try await admin.redis.send(RedisCommand("ACL", ["SETUSER", "reader", "+unlink"]))
                try await eventually {
                    let answer = try await read()
                    #expect(answer == "1")
                    return await cache.get(namespace: "n", key: "k") == Array("1".utf8)
                }
            }
        }
    }
}
