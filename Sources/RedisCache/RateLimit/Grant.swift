/// The answer to the question for a number of events.
enum Grant: Sendable {
    /// So many, counted in a bucket, to be used before it ends.
    case granted(Int, bucket: Int, milliseconds: Int, left: Allowance)
    /// None before so many milliseconds have passed.
    case refused(milliseconds: Int, left: Allowance)

    /// What the window still has room for.
    struct Allowance: Hashable, Sendable {
        /// How many more events may be counted; none after a refusal.
        let events: Int
        /// The milliseconds until the newest event counts no longer, and with it none.
        let milliseconds: Int
    }
}

/// The reply of ``SharedWindows``' script.
extension Grant: RedisDecodable {
    init(redisValue: RedisValue) throws(RedisError) {
        let parts = try [Int](redisValue: redisValue)
        guard parts.count == 5 else { throw redisValue.mismatch("five numbers") }
        let left = Allowance(events: parts[3], milliseconds: parts[4])
        self =
            parts[0] > 0
            ? .granted(parts[0], bucket: parts[1], milliseconds: parts[2], left: left)
            : .refused(milliseconds: parts[2], left: left)
    }
}
