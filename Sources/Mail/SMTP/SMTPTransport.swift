import CallThreads

/// Sends mails through a mail server, by libcurl.
///
/// libcurl blocks, so it is called on threads of its own, and a task that sends is suspended, never blocked. Each thread
/// keeps its connection while mails come. A task that is cancelled stops waiting at once; what it sent is aborted within
/// about a second, unless the server had it already.
public final class SMTPTransport: MailTransport {
    private let queue: CallQueue<Delivery>

    /// Starts the threads. No connection is made before the first mail.
    ///
    /// - Throws: ``MailError`` `overloaded` if the system has no threads to give.
    public init(_ settings: SMTPSettings) throws(MailError) {
        self.queue = CallQueue(limit: settings.queueLimit, threads: max(1, settings.connections))
        guard self.queue.start(idleTimeout: settings.idleTimeout, worker: { SMTPClient(settings) }) else {
            throw MailError(.overloaded, "the system has no thread to give")
        }
    }

    deinit {
        self.queue.close()
    }

    public func send(_ message: MailMessage) async throws(MailError) {
        let delivery = Delivery(message)
        let queue = self.queue
        try await delivery.end.wait {
            queue.submit(delivery)
        } onCancel: {
            queue.forgetAbandoned()
        }
    }

    public func shutDown() async {
        self.queue.close()
        await self.queue.end()
    }
}
