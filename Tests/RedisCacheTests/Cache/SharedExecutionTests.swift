import TestSupport
import Testing

@testable import RedisCache

/// Concurrent misses of one key in one process.
@Suite(.timeLimit(.minutes(30)))
struct SharedExecutionTests {
    @Test func callersThatMissTogetherShareOneExecution() async throws {
        try await withRedis { scope in
            let (cache, runs) = (scope.cache(), Counter())
            // However the callers fall between look-up, execution and storing: each key is executed once.
            try await withThrowingTaskGroup { group in
                for number in 0..<2000 {
                    group.addTask {
                        let value = try await cache.cached(namespace: "n", key: "\(number % 100)") {
                            runs.increment()
                            await Task.yield()
                            return "value \(number % 100)"
                        }
                        #expect(value == "value \(number % 100)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(runs.value == 100)
        }
    }

    @Test func oneWhoGivesUpLeavesTheOthersTheirResult() async throws {
        try await withRedis { scope async throws in
            let (cache, runs, gate) = (scope.cache(), Counter(), Gate())
            let callers = (0..<10).map { _ in
                Task {
                    try await cache.cached(namespace: "n", key: "k") {
                        runs.increment()
                        await gate.pass()
                        try Task.checkCancellation()
                        return "value"
                    }
                }
            }
            await gate.arrival()
            // The first of them began the execution, or one of the others did: neither may matter.
            for caller in callers.prefix(5) { caller.cancel() }
            for caller in callers.prefix(5) {
                await #expect(throws: CancellationError.self) { try await caller.value }
            }
            gate.open()
            for caller in callers.dropFirst(5) { #expect(try await caller.value == "value") }
            #expect(runs.value == 1)
        }
    }

    @Test func anExecutionThatAllHaveLeftIsStillStored() async throws {
        try await withRedis { scope in
            let (cache, gate) = (scope.cache(), Gate())
            let caller = Task {
                try await cache.cached(namespace: "n", key: "k") {
                    await gate.pass()
                    return "value"
                }
            }
            await gate.arrival()
            caller.cancel()
            await #expect(throws: CancellationError.self) { try await caller.value }
            gate.open()
            try await eventually { await cache.get(namespace: "n", key: "k") == Array("value".utf8) }
        }
    }

    @Test func theErrorOfASharedExecutionReachesAllAndTheNextTriesAgain() async throws {
        try await withRedis { scope async throws in
            let (cache, gate) = (scope.cache(), Gate())
            let callers = (0..<5).map { _ in
                Task {
                    try await cache.cached(namespace: "n", key: "k") { () -> String in
                        await gate.pass()
                        throw CachedTests.Broken()
                    }
                }
            }
            await gate.arrival()
            gate.open()
            for caller in callers { await #expect(throws: CachedTests.Broken()) { try await caller.value } }
            #expect(try await cache.cached(namespace: "n", key: "k") { "fine" } == "fine")
        }
    }

    @Test func valuesOfDifferentTypesAreNotMixedUp() async throws {
        try await withRedis { scope async throws in
            let (cache, gate) = (scope.cache(), Gate())
            let text = Task {
                try await cache.cached(namespace: "n", key: "k") {
                    await gate.pass()
                    return "text"
                }
            }
            await gate.arrival()
            #expect(try await cache.cached(namespace: "n", key: "k") { [1, 2] as [UInt8] } == [1, 2])
            gate.open()
            #expect(try await text.value == "text")
        }
    }

    @Test func executionsDoNotPileUp() async throws {
        try await withRedis { scope in
            let cache = scope.cache()
            for number in 0..<50 { _ = try await cache.cached(namespace: "n", key: "\(number)") { "x" } }
            try await eventually { cache.executionsUnderWay == 0 }
        }
    }
}
