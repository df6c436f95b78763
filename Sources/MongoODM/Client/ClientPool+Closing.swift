import CMongoC
import Synchronization

extension ClientPool {
    /// Refuses new work, lets what was accepted finish, ends the threads and closes every connection.
    ///
    /// It waits no longer than an operation may take: a cursor that is held beyond that keeps the
    /// connections open until the process ends.
    func shutDown() async {
        let timeout = Task {
            try await Task.sleep(for: self.settings.timeout)
            self.endWaits()
        }
        defer { timeout.cancel() }
        await withCheckedContinuation { continuation in
            self.waitingForEnd.withLock { $0.append(continuation) }
            self.close()
        }
    }

    /// Refuses new work and lets the threads end without waiting for them.
    func close() {
        let closing = self.state.withLock { $0.close() }
        for worker in closing.stopped { worker.stop() }
        if closing.isEnd { self.destroy() }
        if closing.wasEnded { self.endWaits() }
    }

    /// Destroys the driver's pool, once, and tells the callers who wait for that.
    func destroy() {
        // It tells the server about the sessions that end.
        for deadline in self.deadlines.withLock({ $0.values }) { deadline.move(to: self.deadline) }
        mongoc_client_pool_destroy(self.pool)
        self.endWaits()
    }

    private func endWaits() {
        let waiting = self.waitingForEnd.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
