/// A command on its way: its bytes, and who waits for the reply.
struct QueuedCommand: Sendable {
    let name: String
    /// The command in RESP, ready to be sent.
    let bytes: [UInt8]
    let deadline: MonotonicInstant
    let reply = Promise<RedisValue>()

    func fail(_ error: RedisError) {
        self.reply.settle(.failure(error.during(self.name)))
    }
}
