import DequeModule
import Logging

/// What the connection's thread does: connect, serve the queue, and connect again when that fails.
struct ConnectionLoop: Sendable {
    let settings: RedisSettings
    let queue: CommandQueue
    let logger: Logger

    func run() {
        let connector = Connector(
            settings: self.settings, signal: self.queue.signal, isStopping: { self.queue.isStopping })
        var delay = ReconnectDelay(self.settings.reconnectDelay)
        var generator = SystemRandomNumberGenerator()
        var isOutage = false
        while !self.queue.isStopping {
            do throws(RedisError) {
                let context = try connector.connect()
                delay.reset()
                self.reportConnected(after: &isOutage)
                self.queue.didConnect()
                try self.serve(context)
            } catch {
                self.queue.didDisconnect(error)
                if self.queue.isStopping { break }
                self.reportFailure(error, in: &isOutage)
                connector.pause(delay.pause(using: &generator))
            }
        }
        self.queue.didStop()
    }

    // MARK: Reporting

    private func reportConnected(after isOutage: inout Bool) {
        let endpoint: Logger.Metadata = ["redis": "\(self.settings.endpoint)"]
        if isOutage {
            self.logger.notice("Redis is back", metadata: endpoint)
        } else {
            self.logger.debug("Connected to Redis", metadata: endpoint)
        }
        isOutage = false
    }

    /// Warns once per outage, however many attempts it takes.
    private func reportFailure(_ error: RedisError, in isOutage: inout Bool) {
        guard !isOutage else { return }
        isOutage = true
        self.logger.warning(
            "Redis is unavailable, reconnecting in the background",
            metadata: ["redis": "\(self.settings.endpoint)", "reason": "\(error): \(error.detail)"])
    }

    // MARK: Serving

    /// Sends what callers queue until the queue is stopped and empty.
    ///
    /// - Throws: what broke the connection.
    private func serve(_ context: borrowing HiredisContext) throws(RedisError) {
        while true {
            switch self.queue.next() {
            case .batch(let batch, let deadline):
                var exchange = Exchange(
                    batch, deadline: deadline, patience: self.settings.commandTimeout, queue: self.queue)
                try exchange.run(on: context)
            case .sleep:
                let events = self.queue.signal.wait(for: context.socket, until: .distantFuture)
                if events.contains(.readable) { try self.checkSilence(of: context) }
            case .stop:
                return
            }
        }
    }

    /// While nobody asks, the only thing to read is the end of the stream, which `fill` reports.
    private func checkSilence(of context: borrowing HiredisContext) throws(RedisError) {
        try context.fill()
        guard try context.nextReply() == nil else {
            throw RedisError(.connectionLost, detail: "a reply came that nobody had asked for")
        }
    }
}
