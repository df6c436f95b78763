import CMongoC
import DequeModule
import Dispatch
import Glibc
import Synchronization

/// A thread that owns one client of the driver's pool and does blocking work on it, a job at a time.
final class Worker: Sendable {
    private enum Message: Sendable {
        case job(any QueuedJob)
        case release(@Sendable (Connection) -> Void)
        case stop
    }

    /// Whether it works for one caller and then ends, instead of going back to the pool.
    let isDedicated: Bool
    private let inbox = Mutex<Deque<Message>>([])
    private let hasMessage = DispatchSemaphore(value: 0)

    init(isDedicated: Bool) {
        self.isDedicated = isDedicated
    }

    /// Hands over a job: one of the pool's while the worker is parked, or one of the caller it is pinned to.
    func enqueue(_ job: any QueuedJob) {
        self.post(.job(job))
    }

    /// Gives a pinned worker back to its pool.
    ///
    /// - Parameter cleanup: ends what the caller left open. It runs in any case, behind all jobs.
    func release(_ cleanup: @escaping @Sendable (Connection) -> Void) {
        self.post(.release(cleanup))
    }

    /// Ends a parked worker.
    func stop() {
        self.post(.stop)
    }

    private func post(_ message: Message) {
        self.inbox.withLock { $0.append(message) }
        self.hasMessage.signal()
    }

    /// Starts the thread.
    func start(for pool: ClientPool) {
        let context = Unmanaged.passRetained(Start(worker: self, pool: pool))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { raw in
                let start = Unmanaged<Start>.fromOpaque(raw!).takeRetainedValue()
                start.worker.run(for: start.pool)
                return nil
            }, context.toOpaque())
        // Without threads nothing can be done at all, and the machine is out of memory.
        precondition(code == 0, "a thread for MongoDB could not be started")
        pthread_detach(thread)
    }

    /// What the new thread is given.
    private final class Start {
        let worker: Worker
        let pool: ClientPool

        init(worker: Worker, pool: ClientPool) {
            self.worker = worker
            self.pool = pool
        }
    }

    private func run(for pool: ClientPool) {
        let observer = pool.monitor.map { CommandObserver($0) }
        if let observer { CommandCallbacks.attach(observer) }
        let (client, deadline) = pool.popClient()
        let connection = Connection(client, deadline, of: self, observer: observer)
        var isPinned = self.isDedicated
        running: while true {
            self.hasMessage.wait()
            guard let message = self.inbox.withLock({ $0.popFirst() }) else { continue }
            switch message {
            case .job(let job): isPinned = job.execute(on: connection) || isPinned
            case .release(let cleanup):
                connection.deadline.move(to: pool.deadline)
                cleanup(connection)
                if self.isDedicated { break running }
                isPinned = false
            case .stop: break running
            }
            while !isPinned, let job = pool.nextJob(orPark: self) {
                isPinned = job.execute(on: connection)
            }
        }
        connection.close()
        pool.finish(connection.client, of: self)
    }
}
