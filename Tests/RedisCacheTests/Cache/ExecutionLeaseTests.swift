import RedisCache
import TestSupport
import Testing

/// Misses of one key in several processes, which are caches of their own here.
@Suite(.timeLimit(.minutes(30)))
struct ExecutionLeaseTests {
    private func caches(_ scope: RedisScope, _ count: Int, lease: Duration) -> [CacheManager] {
        (0..<count).map { _ in
            CacheManager(
                redis: scope.redis, prefix: scope.prefix, executionLease: lease, logger: RecordedLog().logger())
        }
    }

    @Test func oneProcessExecutesForAll() async throws {
        try await withRedis { scope in
            let (caches, runs) = (self.caches(scope, 8, lease: .seconds(60)), Counter())
            let values = try await parallel(400) { number in
                try await caches[number % 8].cached(namespace: "n", key: "\(number % 10)") {
                    runs.increment()
                    await Task.yield()
                    return "value"
                }
            }
            #expect(Set(values) == ["value"])
            #expect(runs.value == 10)
            // Nobody holds a lease any more.
            let keys = try await scope.keys()
            #expect(!keys.contains { $0.contains("#lease:") })
        }
    }

    @Test func whoWaitsExecutesWhenTheLeaseIsOver() async throws {
        try await withRedis { scope async throws in
            let (caches, gate) = (self.caches(scope, 2, lease: .milliseconds(50)), Gate())
            let stuck = Task {
                try await caches[0].cached(namespace: "n", key: "k") {
                    await gate.pass()
                    return "late"
                }
            }
            await gate.arrival()
            let value = try await caches[1].cached(namespace: "n", key: "k") { "own" }
            #expect(value == "own")
            gate.open()
            let late = try await stuck.value
            #expect(late == "late")
        }
    }

    @Test func whoWaitsExecutesWhenTheOtherFails() async throws {
        try await withRedis { scope async throws in
            let (caches, gate) = (self.caches(scope, 2, lease: .seconds(60)), Gate())
            let failing = Task {
                try await caches[0].cached(namespace: "n", key: "k") { () -> String in
                    await gate.pass()
                    throw CachedTests.Broken()
                }
            }
            await gate.arrival()
            let waiting = Task { try await caches[1].cached(namespace: "n", key: "k") { "own" } }
            gate.open()
            await #expect(throws: CachedTests.Broken.self) { try await failing.value }
            let value = try await waiting.value
            #expect(value == "own")
        }
    }

    /// What another process began to make before an invalidation is waited for by nobody who comes after it.
    @Test func anInvalidationEndsTheWait() async throws {
        try await withRedis { scope async throws in
            let (caches, gate) = (self.caches(scope, 2, lease: .seconds(60)), Gate())
            let early = Task {
                try await caches[0].cached(namespace: "n", key: "k") {
                    await gate.pass()
                    return "old"
                }
            }
            await gate.arrival()
            await caches[1].invalidate("n", "k")
            let value = try await caches[1].cached(namespace: "n", key: "k") { "new" }
            #expect(value == "new")
            gate.open()
            _ = try await early.value
            #expect(await caches[0].get(namespace: "n", key: "k") == Array("new".utf8))
        }
    }
}
