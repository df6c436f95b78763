import DequeModule

/// One batch of commands, written at once, and its replies, which come in the same order.
struct Exchange {
    /// Commands that are not written yet.
    private var unsent: Deque<QueuedCommand>
    /// Commands whose replies are due, the next one first. One that was given up keeps its place until its reply
    /// comes, or the order would be lost.
    private var inFlight: Deque<QueuedCommand> = []
    /// When a command, here or in the queue, is overdue next.
    private var nextDeadline: MonotonicInstant
    /// When the server was last heard of, or the batch was begun.
    private var silentSince = MonotonicInstant.now
    /// How long the server may be silent while it owes a reply.
    private let silenceLimit: Duration
    private let queue: CommandQueue

    /// - Parameter deadline: the earliest deadline in the batch and behind it.
    init(_ batch: Deque<QueuedCommand>, deadline: MonotonicInstant, silenceLimit: Duration, queue: CommandQueue) {
        self.unsent = batch
        self.nextDeadline = deadline
        self.silenceLimit = silenceLimit
        self.queue = queue
        self.inFlight.reserveCapacity(batch.count)
    }

    /// - Throws: what broke the connection; every command of the batch has failed with it then.
    mutating func run(on context: borrowing HiredisContext) throws(RedisError) {
        do throws(RedisError) {
            try self.append(to: context)
            try self.converse(with: context)
        } catch {
            for command in self.inFlight { command.fail(error) }
            for command in self.unsent { command.fail(error) }
            throw error
        }
    }

    private mutating func append(to context: borrowing HiredisContext) throws(RedisError) {
        while let command = self.unsent.popFirst() {
            if command.deadline <= self.silentSince {
                command.fail(RedisError(.timedOut))
            } else if command.isAwaited {
                self.inFlight.append(command)
                try context.append(command.bytes)
            }
        }
    }

    private mutating func converse(with context: borrowing HiredisContext) throws(RedisError) {
        var isFlushed = false
        var events: WakeSignal.Events = []
        while !self.inFlight.isEmpty {
            if !isFlushed { isFlushed = try context.flush() }
            let now = MonotonicInstant.now
            if events.contains(.readable) { self.silentSince = now }
            if events.contains(.woken) || now >= self.nextDeadline { try self.enforceDeadlines(at: now) }

            events = self.queue.signal.wait(for: context.socket, toWrite: !isFlushed, until: self.nextDeadline)
            guard events.contains(.readable) else { continue }
            try context.fill()
            while let reply = try context.nextReply() {
                guard let command = self.inFlight.popFirst() else {
                    throw RedisError(.connectionLost, detail: "a reply came that no command had asked for")
                }
                if let error = reply.notPrimaryError {
                    command.fail(error)
                    throw error
                }
                command.settle(.success(reply))
            }
        }
    }

    /// Fails the commands that are overdue. The connection is given up only if the server has been silent for the
    /// whole limit, and beyond the deadline of the command whose reply is due: a short deadline, or one that was
    /// used up in the queue, is no sign that the server is gone.
    private mutating func enforceDeadlines(at now: MonotonicInstant) throws(RedisError) {
        guard let first = self.inFlight.first else { return }
        let giveUpAt = max(first.deadline, self.silentSince.advanced(by: self.silenceLimit))
        guard now < giveUpAt else { throw RedisError(.timedOut, detail: "the connection was given up") }

        var deadline = giveUpAt
        for command in self.inFlight {
            if command.deadline <= now {
                command.fail(RedisError(.timedOut))
            } else {
                deadline = min(deadline, command.deadline)
            }
        }
        self.nextDeadline = self.queue.expire(at: now, lookingAgainAt: deadline)
    }
}
