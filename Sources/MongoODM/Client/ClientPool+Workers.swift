import CMongoC
import CoreMetrics
import Glibc
import Synchronization

// What a worker asks of its pool.
extension ClientPool {
    /// Takes a client. It never blocks: there are as many as workers.
    func popClient() -> (OpaquePointer, IODeadline) {
        let client: OpaquePointer = mongoc_client_pool_pop(self.pool)
        let address = UInt(bitPattern: client)
        if let deadline = self.deadlines.withLock({ $0[address] }) { return (client, deadline) }
        let deadline = IODeadline(for: client, greeting: self.settings.timeout / 2)
        self.deadlines.withLock { $0[address] = deadline }
        return (client, deadline)
    }

    /// Queues a job of the calling worker's, which looks for the next one at once: no other need be woken.
    func submitFromWorker(_ job: some QueuedJob) {
        self.state.withLock { $0.submitFromWorker(job) }
        self.meters?.waiting.increment()
    }

    /// The next job of the queue; without one the worker is parked, or told to stop.
    ///
    /// A task that has its result often asks for more at once. So the worker lets others run first and looks again:
    /// falling asleep and being woken cost both sides more than the question itself.
    func nextJob(orPark worker: Worker) -> (any QueuedJob)? {
        if let job = self.state.withLock({ $0.workerIsFree() }) {
            self.meters?.waiting.decrement()
            return job
        }
        sched_yield()
        switch self.state.withLock({ $0.workerIsStillFree(worker) }) {
        case .work(let job):
            self.meters?.waiting.decrement()
            return job
        case .park: break
        case .stop: worker.stop()
        }
        self.meters?.inUse.decrement()
        return nil
    }

    /// Gives a client back; the last worker to do so takes the pool down.
    func finish(_ client: OpaquePointer, of worker: Worker) {
        mongoc_client_pool_push(self.pool, client)
        if self.state.withLock({ $0.workerEnded(isDedicated: worker.isDedicated) }) { self.destroy() }
    }
}
