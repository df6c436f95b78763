/// A reply of Redis, in the types of RESP2.
public enum RedisValue: Hashable, Sendable {
    /// There is no value: the null bulk string and the null array.
    case null
    /// A number.
    case integer(Int)
    /// A short word such as `OK` or `PONG`.
    case status(String)
    /// A bulk string: bytes of any kind.
    case bytes([UInt8])
    /// Replies in their order.
    case array([RedisValue])
    /// An error inside an array; an error alone is thrown.
    case error(String)
}
