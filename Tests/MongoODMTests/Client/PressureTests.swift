import Foundation
import MongoODM
import MongoTestSupport
import Synchronization
import TestSupport
import Testing

/// In processes of their own, whose threads and memory nobody else uses.
@Suite struct PressureTests {
    @Test func aThousandWaitingTasksTakeNoThreadsAndLittleMemory() async throws {
        await #expect(processExitsWith: .success) {
            let client = try MongoClient(
                MongoSettings(uri: TestServer.uri, poolSize: 4, timeout: .seconds(60), queueLimit: 1000))
            // Every connection is held until the test lets go.
            let held = Counter()
            let (released, release) = AsyncStream<Void>.makeStream()
            let holders = (0..<4).map { _ in
                Task {
                    try await client.transaction { _ in
                        held.increase()
                        for await _ in released {}
                    }
                }
            }
            try await eventually { held.value == 4 }
            let (threads, memory) = (try OwnProcess.threads, try OwnProcess.peakMemory)
            let answered = Counter()
            let overloaded = Counter()
            try await withThrowingTaskGroup { group in
                for _ in 0..<1100 {
                    group.addTask {
                        do {
                            try await client.ping()
                            answered.increase()
                        } catch let error as MongoError where error.code == .overloaded {
                            overloaded.increase()
                        }
                    }
                }
                // Who is beyond the queue is told at once; then all others are in it.
                try await eventually { overloaded.value == 100 }
                let newThreads = try OwnProcess.threads - threads
                #expect(newThreads <= ProcessInfo.processInfo.activeProcessorCount, "\(newThreads)")
                release.finish()
                try await group.waitForAll()
            }
            for holder in holders { try await holder.value }
            #expect(answered.value == 1000)
            let growth = try OwnProcess.peakMemory - memory
            #expect(growth < 16 << 20 || isSanitized, "\(growth)")
            await client.shutDown()
        }
    }

    @Test func nothingIsLeftOfAClientThatWasShutDown() async throws {
        await #expect(processExitsWith: .success) {
            weak var remaining: MongoClient?
            func use() async throws {
                let client = try MongoClient(MongoSettings(uri: TestServer.uri, poolSize: 4, timeout: .seconds(60)))
                remaining = client
                try await withThrowingTaskGroup { group in
                    for _ in 0..<20 { group.addTask { try await client.ping() } }
                    try await group.waitForAll()
                }
                await client.shutDown()
            }
            try await use()
            let threads = try OwnProcess.threads
            for _ in 0..<10 { try await use() }
            // The threads end by themselves, a moment after the last of them has closed the connections.
            try await eventually { try OwnProcess.threads <= threads }
            #expect(remaining == nil)
        }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)

        var value: Int { self.count.withLock { $0 } }
        func increase() { self.count.withLock { $0 += 1 } }
    }
}
