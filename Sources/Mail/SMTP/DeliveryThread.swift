import Dispatch
import Glibc

/// A thread that delivers one mail after the other, over a connection that it keeps as long as mails come.
struct DeliveryThread: Sendable {
    private final class Start {
        let thread: DeliveryThread

        init(_ thread: DeliveryThread) {
            self.thread = thread
        }
    }

    let settings: SMTPSettings
    let queue: DeliveryQueue

    /// Starts it; it ends when the queue does.
    ///
    /// - Returns: whether the system had a thread to give.
    func start() -> Bool {
        let start = Unmanaged.passRetained(Start(self))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { raw in
                let start = Unmanaged<Start>.fromOpaque(raw!).takeRetainedValue()
                // A server that goes while it is written to is an error of the connection, and not the process' end.
                var signals = sigset_t()
                sigemptyset(&signals)
                sigaddset(&signals, SIGPIPE)
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                start.thread.run()
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
        let idle = DispatchTimeInterval.milliseconds(self.settings.idleTimeout.milliseconds)
        running: while true {
            switch self.queue.next(patience: nil) {
            case .idle: continue
            case .end: break running
            case .deliver(let delivery):
                if self.deliver(from: delivery, until: idle) { break running }
            }
        }
        self.queue.threadEnded()
    }

    /// Delivers over one connection until nothing has come for a while, then closes it.
    ///
    /// - Returns: whether the thread is to end.
    private func deliver(from first: Delivery, until idle: DispatchTimeInterval) -> Bool {
        guard let client = SMTPClient(self.settings) else {
            first.settle(.failure(MailError(.unreachable, "out of memory")))
            return false
        }
        var delivery = first
        while true {
            // A mail whose sender has given up must not go out behind its back.
            if delivery.isAwaited { delivery.settle(client.send(delivery)) }
            switch self.queue.next(patience: idle) {
            case .deliver(let next): delivery = next
            case .idle: return false
            case .end: return true
            }
        }
    }
}

extension Duration {
    /// Whole milliseconds, at least 1.
    var milliseconds: Int {
        max(
            1, Int(clamping: self.components.seconds) * 1_000 + Int(self.components.attoseconds / 1_000_000_000_000_000)
        )
    }
}
