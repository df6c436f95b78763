/// When `SET` stores.
public enum SetCondition: Sendable {
    /// Whether the key exists or not.
    case always
    /// Only if the key doesn't exist (`NX`).
    case ifAbsent
    /// Only if the key exists (`XX`).
    case ifPresent
}

extension RedisCommand where Response == [UInt8]? {
    /// The value of a key, nil if there is none. <https://redis.io/commands/get>
    public static func get(_ key: String) -> Self {
        Self("GET", [.string(key)], isShared: true)
    }
}

extension RedisCommand where Response == [[UInt8]?] {
    /// The values of several keys, in their order. <https://redis.io/commands/mget>
    public static func mget(_ keys: [String]) -> Self {
        Self("MGET", keys.map(RedisArgument.string))
    }
}

extension RedisCommand where Response == Bool {
    /// Stores a value. <https://redis.io/commands/set>
    ///
    /// - Parameters:
    ///   - key: where to store it.
    ///   - value: what to store.
    ///   - expiry: how long it lives, to the millisecond, at least one; nil for ever.
    ///   - condition: when to store it.
    /// - Returns: whether the condition was met.
    public static func set(
        _ key: String, _ value: [UInt8], expiry: Duration? = nil, condition: SetCondition = .always
    ) -> Self {
        var arguments: [RedisArgument] = [.string(key), .bytes(value)]
        if let expiry { arguments += ["PX", .integer(max(1, expiry.wholeMilliseconds))] }
        switch condition {
        case .always: break
        case .ifAbsent: arguments.append("NX")
        case .ifPresent: arguments.append("XX")
        }
        return Self("SET", arguments)
    }
}

extension RedisCommand where Response == Int {
    /// Adds to a counter, which begins at 0, and gives its new value. <https://redis.io/commands/incrby>
    public static func increment(_ key: String, by amount: Int = 1) -> Self {
        Self("INCRBY", [.string(key), .integer(amount)])
    }
}
