import NIOCore

/// Runs tasks on the thread of an event loop.
///
/// A connection's requests are handled where they arrive: otherwise each of them would wake another thread when it
/// arrives and the event loop's again when it is answered. What takes long, the calls of the databases' drivers and
/// the hashing of passwords, has threads of its own.
final class EventLoopTaskExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        self.eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
