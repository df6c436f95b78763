import Dispatch
import Glibc

/// A thread that makes one call after the other, with a worker that it keeps as long as calls come.
struct CallThread<Worker: CallWorker & ~Copyable>: Sendable {
    let queue: CallQueue<Worker.Call>
    let idleTimeout: Duration
    let worker: @Sendable () -> Worker?

    /// Starts it; it ends when the queue does.
    ///
    /// - Returns: whether the system had a thread to give.
    func start() -> Bool {
        let start = Unmanaged.passRetained(ThreadStart { self.run() })
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { raw in
                let start = Unmanaged<ThreadStart>.fromOpaque(raw!).takeRetainedValue()
                // A server that goes while it is written to is an error of the connection, and not the process' end.
                var signals = sigset_t()
                sigemptyset(&signals)
                sigaddset(&signals, SIGPIPE)
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                start.run()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private func run() {
        let idle = DispatchTimeInterval.milliseconds(self.idleTimeout.milliseconds)
        running: while true {
            switch self.queue.next(patience: nil) {
            case .idle: continue
            case .end: break running
            case .make(let call):
                if self.makeCalls(from: call, until: idle) { break running }
            }
        }
        self.queue.threadEnded()
    }

    /// Makes calls with one worker until nothing has come for a while, then gives it up.
    ///
    /// - Returns: whether the thread is to end.
    private func makeCalls(from first: Worker.Call, until idle: DispatchTimeInterval) -> Bool {
        guard let worker = self.worker() else {
            first.refuse(.outOfMemory)
            return false
        }
        var call = first
        while true {
            // What its task has given up must not be done behind its back.
            if call.isAwaited { worker.make(call) }
            switch self.queue.next(patience: idle) {
            case .make(let next): call = next
            case .idle: return false
            case .end: return true
            }
        }
    }
}

private final class ThreadStart {
    let run: () -> Void

    init(_ run: @escaping () -> Void) {
        self.run = run
    }
}

extension Duration {
    /// Whole milliseconds, at least 1.
    package var milliseconds: Int {
        max(
            1, Int(clamping: self.components.seconds) * 1_000 + Int(self.components.attoseconds / 1_000_000_000_000_000)
        )
    }
}
