/// What the scripts answer.
extension CacheScripts {
    /// An entry that was read, and the life that it has left.
    struct EntryReply: RedisDecodable {
        let bytes: [UInt8]?
        let rest: Duration

        init(redisValue: RedisValue) throws(RedisError) {
            guard case .array(let parts) = redisValue, parts.count == 2 else { throw redisValue.mismatch("a pair") }
            self.bytes = try [UInt8]?(redisValue: parts[0])
            self.rest = .milliseconds(try Int(redisValue: parts[1]))
        }
    }

    /// One of several entries, and what it may be stored with if it is missing.
    struct TicketReply: RedisDecodable {
        /// The token of its namespace and group.
        let token: [UInt8]
        let entry: EntryReply

        init(redisValue: RedisValue) throws(RedisError) {
            guard case .array(let parts) = redisValue, parts.count == 3 else {
                throw redisValue.mismatch("three parts")
            }
            self.token = try [UInt8](redisValue: parts[0])
            self.entry = try EntryReply(redisValue: .array(Array(parts[1...])))
        }
    }

    /// What a caller that missed may do.
    struct LeaseReply: RedisDecodable {
        /// The token of the namespace and the group.
        let token: [UInt8]
        /// The entry, if it exists by now.
        let entry: [UInt8]?
        /// Whether the caller is the one to execute the operation.
        let isHolder: Bool

        init(redisValue: RedisValue) throws(RedisError) {
            guard case .array(let parts) = redisValue, parts.count == 3 else {
                throw redisValue.mismatch("three parts")
            }
            self.token = try [UInt8](redisValue: parts[0])
            self.entry = try [UInt8]?(redisValue: parts[1])
            self.isHolder = try Bool(redisValue: parts[2])
        }
    }

    /// What has become of an entry whose lease another process holds.
    struct PollReply: RedisDecodable {
        let entry: [UInt8]?
        /// Whether the other process still executes the operation.
        let isLeased: Bool

        init(redisValue: RedisValue) throws(RedisError) {
            guard case .array(let parts) = redisValue, parts.count == 2 else { throw redisValue.mismatch("a pair") }
            self.entry = try [UInt8]?(redisValue: parts[0])
            self.isLeased = try Bool(redisValue: parts[1])
        }
    }
}
