/// A connection that has answered, and what the server has said of itself, if an ACL does not forbid that.
struct GreetedConnection: ~Copyable {
    let context: HiredisContext
    let server: ServerReport?
}

/// Makes connections that have answered: connected, authenticated, in their database.
struct Connector: Sendable {
    let settings: RedisSettings
    /// What ends a wait early.
    let signal: WakeSignal
    /// Whether the attempt is to be given up.
    let isStopping: @Sendable () -> Bool

    func connect() throws(RedisError) -> GreetedConnection {
        let deadline = MonotonicInstant.now.advanced(by: self.settings.connectTimeout)
        let context = try HiredisContext(connectingTo: self.settings.endpoint)
        while !self.signal.wait(for: context.socket, toWrite: true, until: deadline).contains(.writable) {
            try self.checkDeadline(until: deadline)
        }
        try context.checkConnected()
        while let need = try context.shakeHands() {
            _ = self.signal.wait(for: context.socket, toWrite: need == .writable, until: deadline)
            try self.checkDeadline(until: deadline, for: "TLS' first words")
        }
        let greeting = Handshake(self.settings)
        let server = try greeting.check(try self.converse(greeting.commands, on: context, until: deadline))
        return GreetedConnection(context: context, server: server)
    }

    /// Sends commands on a connection that is not shared yet, and waits for their replies.
    func converse<Response>(
        _ commands: [RedisCommand<Response>], on context: borrowing HiredisContext, until deadline: MonotonicInstant
    ) throws(RedisError) -> [RedisValue] {
        for command in commands { try context.append(command.bytes) }
        var replies: [RedisValue] = []
        var isFlushed = false
        while replies.count < commands.count {
            if !isFlushed { isFlushed = try context.flush() }
            let events = self.signal.wait(for: context.socket, toWrite: !isFlushed, until: deadline)
            if events.contains(.readable) { try context.fill() }
            while let reply = try context.nextReply() { replies.append(reply) }
            try self.checkDeadline(until: deadline)
        }
        return replies
    }

    private func checkDeadline(
        until deadline: MonotonicInstant, for what: String = "the connection"
    ) throws(RedisError) {
        if self.isStopping() { throw RedisError(.shutDown) }
        if MonotonicInstant.now >= deadline {
            throw RedisError(.notConnected, detail: "no answer to \(what) within \(self.settings.connectTimeout)")
        }
    }

    /// Waits before the next attempt.
    func pause(_ duration: Duration) {
        let end = MonotonicInstant.now.advanced(by: duration)
        while MonotonicInstant.now < end, !self.isStopping() {
            _ = self.signal.wait(for: nil, until: end)
        }
    }
}
