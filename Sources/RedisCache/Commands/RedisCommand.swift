/// A command and the type of its response.
///
/// ```swift
/// let name = try await redis.send(.get("name"))             // [UInt8]?
/// let length: Int = try await redis.send(RedisCommand("HLEN", ["basket:7"]))
/// ```
/// All commands share one connection and are answered in their order, so one that blocks (`BLPOP`, `XREAD BLOCK`,
/// `SUBSCRIBE`, `MULTI` … `EXEC`) needs a connection of its own or a ``RedisScript``.
public struct RedisCommand<Response: RedisDecodable>: Sendable {
    /// The command's name, for error messages.
    public let name: String
    /// The command in RESP.
    let bytes: [UInt8]
    /// Whether callers that ask the same at the same time may have one reply: true of reads that change nothing.
    let isShared: Bool

    /// A command that has no method of its own here.
    ///
    /// - Parameters:
    ///   - name: for example `HGET`.
    ///   - arguments: what follows the name.
    public init(_ name: String, _ arguments: [RedisArgument] = []) {
        self.init(name, arguments, isShared: false)
    }

    init(_ name: String, _ arguments: [RedisArgument], isShared: Bool) {
        let size = arguments.reduce(name.utf8.count) { $0 + $1.sizeHint }
        var writer = RESPWriter(argumentCount: arguments.count + 1, capacity: size)
        writer.append(name)
        for argument in arguments { writer.append(argument) }
        self.init(name: name, writer, isShared: isShared)
    }

    /// A command that was written already.
    private init(name: String, _ writer: RESPWriter, isShared: Bool) {
        self.name = name
        self.bytes = writer.bytes
        self.isShared = isShared
    }
}
