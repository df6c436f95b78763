/// The reply of ``CacheScripts/claim``.
struct Claim: RedisDecodable {
    /// The namespace's token.
    let token: [UInt8]
    /// The entry, if it exists by now.
    let entry: [UInt8]?
    /// Whether the caller is the one to execute the operation.
    let isLeader: Bool

    init(redisValue: RedisValue) throws(RedisError) {
        guard case .array(let parts) = redisValue, parts.count == 3 else { throw redisValue.mismatch("three parts") }
        self.token = try [UInt8](redisValue: parts[0])
        self.entry = try [UInt8]?(redisValue: parts[1])
        self.isLeader = try Bool(redisValue: parts[2])
    }

    /// 128 random bits in hexadecimal: never the same twice, even for a Redis that lost everything.
    static func newToken() -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return (0..<2).flatMap { _ in
            let bits = UInt64.random(in: .min ... .max)
            return stride(from: 60, through: 0, by: -4).map { digits[Int(bits >> UInt64($0) & 15)] }
        }
    }
}
