/// An entry that was read, and the life that it has left; the reply of ``CacheScripts/read``.
struct Found: RedisDecodable {
    let bytes: [UInt8]?
    let rest: Duration

    init(bytes: [UInt8]?) {
        self.bytes = bytes
        self.rest = .seconds(Int64.max)
    }

    init(redisValue: RedisValue) throws(RedisError) {
        guard case .array(let parts) = redisValue, parts.count == 2 else { throw redisValue.mismatch("a pair") }
        self.bytes = try [UInt8]?(redisValue: parts[0])
        self.rest = .milliseconds(try Int(redisValue: parts[1]))
    }
}
