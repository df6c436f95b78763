import Testing

@testable import RedisCache

@Suite(.timeLimit(.minutes(30)))
struct PromiseTests {
    @Test func aResultThatComesBeforeTheWaitIsKept() async throws {
        let promise = Promise<Int>()
        promise.settle(.success(1))
        promise.settle(.success(2))
        #expect(try await promise.value {} == 1)
    }

    @Test func aTaskThatIsCancelledAlreadyDoesNotWait() async {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await Promise<Int>().value {}
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func onlyOneOfManyRivalsSettles() async throws {
        for round in 0..<500 {
            let promise = Promise<Int>()
            let waiter = Task { try await promise.value {} }
            await withTaskGroup { group in
                for rival in 0..<4 { group.addTask { promise.settle(.success(rival)) } }
                if round.isMultiple(of: 2) { group.addTask { waiter.cancel() } }
            }
            // A second resumption would have trapped; no resumption would never end.
            _ = await waiter.result
        }
    }
}
