/// A Lua script that Redis runs atomically. <https://redis.io/docs/latest/develop/interact/programmability/eval-intro/>
///
/// It is sent by its digest; only a server that doesn't know it yet is sent its source. Make one value per script
/// and keep it, since the digest is computed here.
public struct RedisScript: Sendable {
    /// The script in Lua.
    public let source: String
    /// The SHA-1 digest of the source, by which the server knows the script, in hexadecimal.
    public let digest: String

    /// Computes the digest of a script.
    public init(_ source: String) {
        self.source = source
        self.digest = SHA1.hexDigest(of: source)
    }

    /// The command that runs the script, by its digest or by its source.
    func command<Response>(
        bySource: Bool, isShared: Bool = false, keys: [RedisArgument], arguments: [RedisArgument]
    ) -> RedisCommand<Response> {
        RedisCommand(
            bySource ? "EVAL" : "EVALSHA",
            [.string(bySource ? self.source : self.digest), .integer(keys.count)] + keys + arguments,
            isShared: isShared)
    }
}
