import DequeModule
import Logging

/// What the connection's thread does: connect, serve the queue, and connect again when that fails.
struct ConnectionLoop: Sendable {
    let settings: RedisSettings
    let queue: CommandQueue
    let logger: Logger

    func run() {
        var delay = ReconnectDelay(self.settings.reconnectDelay)
        var generator = SystemRandomNumberGenerator()
        var isOutage = false
        while !self.queue.isStopping {
            do throws(RedisError) {
                let context = try self.connect()
                delay.reset()
                self.reportConnected(after: &isOutage)
                self.queue.didConnect()
                try self.serve(context)
            } catch {
                self.queue.didDisconnect(error)
                if self.queue.isStopping { break }
                self.reportFailure(error, in: &isOutage)
                self.pause(delay.pause(using: &generator))
            }
        }
        self.queue.didStop()
    }

    // MARK: Connecting

    /// A connection that has answered: connected, authenticated, in its database.
    private func connect() throws(RedisError) -> HiredisContext {
        let deadline = MonotonicInstant.now.advanced(by: self.settings.connectTimeout)
        let context = try HiredisContext(connectingTo: self.settings.endpoint)
        while !self.queue.signal.wait(for: context.socket, toWrite: true, until: deadline).contains(.writable) {
            try self.checkPatience(until: deadline)
        }
        try context.checkConnected()

        let greeting = Handshake(self.settings)
        for command in greeting.commands { try context.append(command.bytes) }
        var replies: [RedisValue] = []
        var isFlushed = false
        while replies.count < greeting.commands.count {
            if !isFlushed { isFlushed = try context.flush() }
            let events = self.queue.signal.wait(for: context.socket, toWrite: !isFlushed, until: deadline)
            if events.contains(.readable) { try context.fill() }
            while let reply = try context.nextReply() { replies.append(reply) }
            try self.checkPatience(until: deadline)
        }
        try greeting.check(replies)
        return context
    }

    private func checkPatience(until deadline: MonotonicInstant) throws(RedisError) {
        if self.queue.isStopping { throw RedisError(.shutDown) }
        if MonotonicInstant.now >= deadline {
            throw RedisError(.notConnected, detail: "no answer within \(self.settings.connectTimeout)")
        }
    }

    private func pause(_ duration: Duration) {
        let end = MonotonicInstant.now.advanced(by: duration)
        while MonotonicInstant.now < end, !self.queue.isStopping {
            _ = self.queue.signal.wait(for: nil, until: end)
        }
    }

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
