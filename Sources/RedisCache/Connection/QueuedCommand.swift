/// A command on its way: its bytes, and who waits for the reply.
struct QueuedCommand: Sendable {
    let name: String
    /// The command in RESP, ready to be sent.
    let bytes: [UInt8]
    let deadline: MonotonicInstant
    let reply = Promise<RedisValue>()
    /// Those who asked the same before it was sent; nil for a command that is nobody else's.
    let companions: Companions?

    /// - Parameter isShared: whether others may wait for the same reply.
    init(name: String, bytes: [UInt8], deadline: MonotonicInstant, isShared: Bool = false) {
        self.name = name
        self.bytes = bytes
        self.deadline = deadline
        self.companions = isShared ? Companions() : nil
    }

    /// Whether somebody still waits for the reply.
    var isAwaited: Bool {
        self.reply.isAwaited || self.companions?.areAwaited == true
    }

    func settle(_ result: Result<RedisValue, any Error>) {
        self.reply.settle(result)
        self.companions?.settle(result)
    }

    func fail(_ error: RedisError) {
        self.settle(.failure(error.during(self.name)))
    }
}
