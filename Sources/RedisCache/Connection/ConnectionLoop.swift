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
        var log = OutageLog(self.logger, endpoint: self.settings.endpoint)
        while !self.queue.isStopping {
            var connectedAt = MonotonicInstant.distantFuture
            do throws(RedisError) {
                let connection = try connector.connect()
                connectedAt = .now
                log.connected(to: connection.server)
                self.queue.didConnect(run: connection.server?.run ?? [])
                try self.serve(connection.context)
            } catch {
                self.queue.didDisconnect(error)
                if self.queue.isStopping { break }
                log.failed(error)
                // A server that ends every connection at once must not be asked as often as one that was lost.
                if .now >= connectedAt.advanced(by: self.settings.reconnectDelay.upperBound) { delay.reset() }
                connector.pause(delay.pause(using: &generator))
            }
        }
        self.queue.didStop()
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
                    batch, deadline: deadline, silenceLimit: self.settings.commandTimeout, queue: self.queue)
                try exchange.run(on: context)
            case .sleep:
                let events = self.queue.signal.wait(for: context.socket, until: .distantFuture)
                if events.contains(.readable) { try self.checkSilence(of: context) }
            case .stop:
                return
            }
        }
    }

    /// While no reply is due, the only thing to read is the end of the stream, which `fill` reports.
    private func checkSilence(of context: borrowing HiredisContext) throws(RedisError) {
        try context.fill()
        guard try context.nextReply() == nil else {
            throw RedisError(.connectionLost, detail: "a reply came that no command had asked for")
        }
    }
}
