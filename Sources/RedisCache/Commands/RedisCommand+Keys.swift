extension RedisCommand where Response == Int {
    /// Deletes keys, freeing their memory in the background, and gives how many existed.
    /// <https://redis.io/commands/unlink>
    public static func unlink(_ keys: [String]) -> Self {
        Self("UNLINK", keys.map(RedisArgument.string))
    }

    /// How long a key lives on, in milliseconds: -1 for ever, -2 if it doesn't exist.
    /// <https://redis.io/commands/pttl>
    public static func timeToLive(_ key: String) -> Self {
        Self("PTTL", [.string(key)])
    }
}

extension RedisCommand where Response == Bool {
    /// Whether a key exists. <https://redis.io/commands/exists>
    public static func exists(_ key: String) -> Self {
        Self("EXISTS", [.string(key)])
    }

    /// Lets a key expire after a time, to the millisecond; false if it doesn't exist.
    /// <https://redis.io/commands/pexpire>
    public static func expire(_ key: String, after time: Duration) -> Self {
        Self("PEXPIRE", [.string(key), .integer(time.wholeMilliseconds)])
    }
}
