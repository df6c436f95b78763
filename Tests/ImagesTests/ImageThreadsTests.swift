import Dispatch
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Images

@Suite struct ImageThreadsTests {
    @Test("Work that together takes more than the memory is done one after the other")
    func memory() async throws {
        let threads = ImageThreads(count: 4, memory: 100, timeout: .seconds(60))
        let running = Atomic(0)
        let most = Atomic(0)
        _ = try await parallel(20) { _ in
            try await threads.run(memory: 60) {
                most.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
                sched_yield()
                running.subtract(1, ordering: .relaxed)
            }
        }
        #expect(most.load(ordering: .relaxed) == 1)
    }

    @Test("Work that has room is done on as many threads as there are")
    func threads() async throws {
        let threads = ImageThreads(count: 3, memory: 100, timeout: .seconds(60))
        let arrived = DispatchSemaphore(value: 0)
        let all = DispatchSemaphore(value: 0)
        let together = try await parallel(3) { index in
            try await threads.run(memory: 30) {
                arrived.signal()
                // The first to be called waits for all three and lets the others go.
                guard index == 0 else { return all.wait(timeout: .now() + 30) == .success }
                let isThere = (0..<3).allSatisfy { _ in arrived.wait(timeout: .now() + 30) == .success }
                for _ in 0..<2 { all.signal() }
                return isThere
            }
        }
        #expect(together == [true, true, true])
    }

    @Test("What is larger than the memory is done alone")
    func large() async throws {
        let threads = ImageThreads(count: 2, memory: 100, timeout: .seconds(60))
        let results = try await parallel(3) { index in try await threads.run(memory: 1_000) { index } }
        #expect(results == [0, 1, 2])
    }

    @Test("What waits too long for a thread is refused")
    func busy() async throws {
        let threads = ImageThreads(count: 1, memory: 100, timeout: .zero)
        let error = await #expect(throws: ImageError.self) { try await threads.run(memory: 1) { 1 } }
        #expect(error?.code == .busy)
    }

    @Test("What was cancelled before a thread took it is not done")
    func cancelled() async throws {
        let threads = ImageThreads(count: 1, memory: 100, timeout: .seconds(60))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await threads.run(memory: 1) { 1 }
        }
        let error = await #expect(throws: ImageError.self) { _ = try await task.value }
        #expect(error?.code == .cancelled)
    }
}
