/// A command on its way: its bytes, and the callers that wait for the reply.
struct QueuedCommand: Sendable {
    let name: String
    /// The command in RESP, ready to be sent.
    let bytes: [UInt8]
    let deadline: MonotonicInstant
    let reply = Promise<RedisValue>()
    /// Callers that asked the same before it was sent; nil for a command that is not shared.
    let coalesced: CoalescedCallers?
    /// The connection on which it must be sent; nil for any.
    let session: Int?

    /// - Parameters:
    ///   - isShared: whether other callers may wait for the same reply.
    ///   - session: the number of the connection on which it must be sent; nil for any.
    init(
        name: String, bytes: [UInt8], deadline: MonotonicInstant, isShared: Bool = false, session: Int? = nil
    ) {
        self.name = name
        self.bytes = bytes
        self.deadline = deadline
        self.coalesced = isShared ? CoalescedCallers() : nil
        self.session = session
    }

    /// Whether a caller still waits for the reply.
    var isAwaited: Bool {
        self.reply.isAwaited || self.coalesced?.areAwaited == true
    }

    func settle(_ result: Result<RedisValue, any Error>) {
        self.reply.settle(result)
        self.coalesced?.settle(result)
    }

    func fail(_ error: RedisError) {
        self.settle(.failure(error.during(self.name)))
    }
}
