import Synchronization

/// Callers that wait for the reply to a command that another caller had queued already.
final class CoalescedCallers: Sendable {
    private let promises = Mutex<[Promise<RedisValue>]>([])

    /// To be called only while the command is in the queue: what was sent may be answered already.
    func add(_ promise: Promise<RedisValue>) {
        self.promises.withLock { $0.append(promise) }
    }

    var areAwaited: Bool {
        self.promises.withLock { $0.contains { $0.isAwaited } }
    }

    func settle(_ result: Result<RedisValue, any Error>) {
        let promises = self.promises.withLock { promises in
            defer { promises = [] }
            return promises
        }
        for promise in promises { promise.settle(result) }
    }
}
