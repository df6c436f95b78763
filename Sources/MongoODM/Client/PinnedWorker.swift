/// A worker that belongs to one caller between two of its calls, for cursors and transactions.
///
/// It must be released exactly once; what runs on it runs in the order of the calls.
final class PinnedWorker: Sendable {
    private let worker: Worker
    private let pool: ClientPool

    init(_ worker: Worker, of pool: ClientPool) {
        self.worker = worker
        self.pool = pool
    }

    func run<Output: Sendable>(
        _ work: @escaping @Sendable (Connection) throws -> Output
    ) async throws -> Output {
        try await Job(deadline: self.pool.deadline, context: self.pool.taskContext, work: work).result { job in
            self.pool.watch(job)
            self.worker.enqueue(job)
        }
    }

    /// Gives the worker back after everything that was asked of it.
    func release(_ cleanup: @escaping @Sendable (Connection) -> Void = { _ in }) {
        self.worker.release(cleanup)
    }
}
