/// The answer to the question for a number of events.
enum Grant: Sendable {
    /// So many, counted in a bucket, to be used before it ends.
    case granted(Int, bucket: Int, milliseconds: Int)
    /// None before so many milliseconds have passed.
    case refused(milliseconds: Int)
}

/// The reply of ``SharedWindows``' script.
extension Grant: RedisDecodable {
    init(redisValue: RedisValue) throws(RedisError) {
        let parts = try [Int](redisValue: redisValue)
        guard parts.count == 3 else { throw redisValue.mismatch("three numbers") }
        self =
            parts[0] > 0
            ? .granted(parts[0], bucket: parts[1], milliseconds: parts[2]) : .refused(milliseconds: parts[2])
    }
}
