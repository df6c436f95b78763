/// A type that a reply can be read as: the response of a ``RedisCommand``.
public protocol RedisDecodable: Sendable {
    /// Reads a reply.
    ///
    /// - Throws: ``RedisError`` with the code `unexpectedReply` if the reply has another type.
    init(redisValue: RedisValue) throws(RedisError)

    /// Reads an array of this type from a bulk string, which is possible for bytes only.
    static func array(fromBytes bytes: [UInt8]) -> [Self]?
}

extension RedisDecodable {
    /// No array of this type can be read from a bulk string.
    public static func array(fromBytes bytes: [UInt8]) -> [Self]? { nil }
}

extension RedisValue: RedisDecodable {
    /// The reply as it is.
    public init(redisValue: RedisValue) {
        self = redisValue
    }

    /// What `unexpectedReply` says; it names the types and not the value.
    func mismatch(_ expected: String) -> RedisError {
        let actual =
            switch self {
            case .null: "null"
            case .integer: "an integer"
            case .status: "a status"
            case .bytes: "bytes"
            case .array: "an array"
            case .error: "an error"
            }
        return RedisError(.unexpectedReply, detail: "expected \(expected), got \(actual)")
    }
}

extension Int: RedisDecodable {
    public init(redisValue: RedisValue) throws(RedisError) {
        switch redisValue {
        case .integer(let number): self = number
        case .bytes(let bytes):
            guard let number = Int(String(decoding: bytes, as: UTF8.self)) else {
                throw redisValue.mismatch("an integer")
            }
            self = number
        default: throw redisValue.mismatch("an integer")
        }
    }
}

/// `OK` and every integer but 0 are true; null (a condition that was not met) and 0 are false.
extension Bool: RedisDecodable {
    public init(redisValue: RedisValue) throws(RedisError) {
        switch redisValue {
        case .integer(let number): self = number != 0
        case .status("OK"): self = true
        case .null: self = false
        default: throw redisValue.mismatch("a truth value")
        }
    }
}

/// Text; bytes that are not UTF-8 are refused.
extension String: RedisDecodable {
    public init(redisValue: RedisValue) throws(RedisError) {
        switch redisValue {
        case .status(let text): self = text
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else { throw redisValue.mismatch("UTF-8 text") }
            self = text
        default: throw redisValue.mismatch("text")
        }
    }
}

extension Optional: RedisDecodable where Wrapped: RedisDecodable {
    public init(redisValue: RedisValue) throws(RedisError) {
        if case .null = redisValue {
            self = nil
        } else {
            self = try Wrapped(redisValue: redisValue)
        }
    }
}

/// `[UInt8]` is read from a bulk string, an array of anything else from an array.
extension Array: RedisDecodable where Element: RedisDecodable {
    public init(redisValue: RedisValue) throws(RedisError) {
        switch redisValue {
        case .bytes(let bytes):
            guard let result = Element.array(fromBytes: bytes) else { throw redisValue.mismatch("an array") }
            self = result
        case .array(let values):
            self = []
            self.reserveCapacity(values.count)
            for value in values { self.append(try Element(redisValue: value)) }
        default: throw redisValue.mismatch("an array")
        }
    }
}

/// A byte is no reply by itself; the conformance lets `[UInt8]` be one.
extension UInt8: RedisDecodable {
    public init(redisValue: RedisValue) throws(RedisError) {
        guard let byte = UInt8(exactly: try Int(redisValue: redisValue)) else { throw redisValue.mismatch("a byte") }
        self = byte
    }

    public static func array(fromBytes bytes: [UInt8]) -> [UInt8]? { bytes }
}
