/// The reply of ``CacheScripts/look``.
struct Look: RedisDecodable {
    let entry: [UInt8]?
    /// Whether somebody still executes the operation.
    let isLeased: Bool

    init(redisValue: RedisValue) throws(RedisError) {
        guard case .array(let parts) = redisValue, parts.count == 2 else { throw redisValue.mismatch("a pair") }
        self.entry = try [UInt8]?(redisValue: parts[0])
        self.isLeased = try Bool(redisValue: parts[1])
    }
}
