import RedisCache
import Synchronization
import TestSupport
import Testing

/// What is in memory agrees with Redis.
@Suite(.timeLimit(.minutes(30)))
struct CoherenceTests {
    @Test func aSecondReadIsAnsweredFromMemory() async throws {
        try await withRedis { scope in
            let log = RecordedLog()
            let cache = try await scope.nearCache(log: log)
            try await cache.keepsInMemory("k")
            #expect(try await cache.cached(namespace: "n", key: "k") { "other" } == "value")
            #expect(log.debugLines.last?.hasSuffix("from memory") == true)
            #expect(cache.valueInMemory(namespace: "other", key: "k", as: String.self) == nil)
            await cache.shutDown()
            #expect(cache.memory("k") == nil)
            #expect(try await cache.cached(namespace: "n", key: "k") { "other" } == "value")
        }
    }

    enum Change: CaseIterable, Sendable {
        case invalidation, pattern, namespace, delete, set

        func perform(on cache: CacheManager) async {
            switch self {
            case .invalidation: await cache.invalidate("n", "k")
            case .pattern: await cache.invalidate("n", "[k]")
            case .namespace: await cache.clearNamespace("n")
            case .delete: await cache.delete(namespace: "n", key: "k")
            case .set: await cache.set(Array("new".utf8), namespace: "n", key: "k")
            }
        }
    }

    @Test(arguments: Change.allCases)
    func whoChangesAnEntryIsNotServedTheOldOne(_ change: Change) async throws {
        try await withRedis { scope in
            let cache = try await scope.nearCache()
            for _ in 0..<20 {
                await cache.delete(namespace: "n", key: "k")
                try await cache.keepsInMemory("k", "old")
                await change.perform(on: cache)
                #expect(cache.memory("k") == nil)
                #expect(try await cache.cached(namespace: "n", key: "k") { "new" } == "new")
            }
            await cache.shutDown()
        }
    }

    @Test(arguments: Change.allCases)
    func otherInstancesHearOfAChange(_ change: Change) async throws {
        try await withRedis { scope in
            let (reader, writer) = (try await scope.nearCache(), scope.cache())
            try await reader.keepsInMemory("k", "old")
            try await reader.keepsInMemory("other", "stays")
            await change.perform(on: writer)
            try await eventually { reader.memory("k") == nil }
            #expect(try await reader.cached(namespace: "n", key: "k") { "new" } == "new")
            try await reader.keepsInMemory("k", "new")
            await reader.shutDown()
        }
    }

    @Test func anEntryThatExpiresInRedisGoesFromMemory() async throws {
        try await withRedis { scope in
            let cache = try await scope.nearCache()
            try await cache.keepsInMemory("k")
            try await scope.redis.send(.expire("\(scope.prefix):n:k", after: .milliseconds(1)))
            try await eventually { cache.memory("k") == nil }
            await cache.shutDown()
        }
    }

    @Test func aLostConnectionEmptiesTheMemory() async throws {
        try await withOwnRedis { server, scope in
            let cache = try await scope.nearCache()
            try await cache.keepsInMemory("k")
            server.kill()
            try await eventually { cache.memory("k") == nil }
            try await server.launch()
            try await scope.redis.waitUntilConnected()
            try await cache.keepsInMemory("k", "new")
            await cache.shutDown()
        }
    }

    @Test func whatWasMissedWhileNobodyListenedIsNotServed() async throws {
        try await withOwnRedis { _, scope in
            let (reader, writer) = (try await scope.nearCache(), scope.cache())
            for round in 0..<10 {
                try await reader.keepsInMemory("k", "\(round)")
                let killed = try await scope.redis.send(RedisCommand<Int>("CLIENT", ["KILL", "TYPE", "pubsub"]))
                #expect(killed == 1)
                await writer.invalidate("n", "k")
                // Neither the message nor the end of the connection may have arrived yet; both empty the place.
                try await eventually { reader.memory("k") != "\(round)" }
            }
            await reader.shutDown()
        }
    }

    @Test func aSilentServerIsBelievedForTheLeaseOnly() async throws {
        try await withOwnRedis { server, scope in
            let cache = try await scope.nearCache(lease: .milliseconds(200))
            try await cache.keepsInMemory("k")
            server.pause()
            try await eventually { cache.memory("k") == nil }
            server.resume()
            try await cache.keepsInMemory("k")
            await cache.shutDown()
        }
    }

    @Test func anEmptiedDatabaseEmptiesTheMemory() async throws {
        try await withOwnRedis { _, scope in
            let cache = try await scope.nearCache()
            try await cache.keepsInMemory("k")
            try await scope.redis.send(RedisCommand<Bool>("FLUSHALL"))
            try await eventually { cache.memory("k") == nil }
            await cache.shutDown()
        }
    }

    @Test func whileAnInvalidationWaitsForRedisTheMemoryIsBypassed() async throws {
        try await withOwnRedis(timeout: .milliseconds(100)) { server, scope in
            let cache = try await scope.nearCache()
            try await cache.keepsInMemory("k", "old")
            try await cache.keepsInMemory("other")
            server.pause()
            await cache.invalidate("n", "k")
            #expect(cache.memory("k") == nil)
            #expect(cache.memory("other") == nil)
            server.resume()
            try await cache.keepsInMemory("k", "new")
            await cache.shutDown()
        }
    }

    /// A reader that begins after the writer's invalidation has returned sees what was written before it, whatever
    /// fills were under way.
    @Test func readersOfTheWritersInstanceNeverGoBack() async throws {
        try await withRedis { scope in
            let cache = try await scope.nearCache()
            let row = Row()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        while !row.isFinal {
                            let newest = row.announced
                            let seen = try await cache.cached(namespace: "n", key: "k") { "\(row.value)" }
                            #expect(Int(seen) ?? -1 >= newest)
                            if let near = cache.memory("k") { #expect(Int(near) ?? -1 >= newest) }
                            // What is found in memory suspends nobody: two such readers would fill both threads.
                            await Task.yield()
                        }
                    }
                }
                group.addTask {
                    for value in 1...500 {
                        row.write(value)
                        await cache.invalidate("n", "k")
                        row.announce(value)
                    }
                    row.finish()
                }
                try await group.waitForAll()
            }
            await cache.shutDown()
        }
    }
}

/// A row of a database, and the last value of it that somebody was told of.
private final class Row: Sendable {
    private let state = Mutex((value: 0, announced: 0, isFinal: false))

    var value: Int { self.state.withLock { $0.value } }
    var announced: Int { self.state.withLock { $0.announced } }
    var isFinal: Bool { self.state.withLock { $0.isFinal } }
    func write(_ value: Int) { self.state.withLock { $0.value = value } }
    func announce(_ value: Int) { self.state.withLock { $0.announced = value } }
    func finish() { self.state.withLock { $0.isFinal = true } }
}
