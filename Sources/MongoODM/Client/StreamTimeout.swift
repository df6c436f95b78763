import CMongoC

/// How long a stream of the driver's waits for the server: as long as the ``IODeadline`` of its client says, and while the
/// connection is new as long as greeting may take.
///
/// To the driver, a connection that can't be made or greeted means that the server is gone: it drops the connections of
/// all clients, and lets their operations wait until it has looked. An operation that came late would do so to all that
/// have time yet, make them late, and so on. So what it may be short of is its own answer, never the greeting.
///
/// It never leaves the client's thread.
final class StreamTimeout {
    private enum Greeting {
        case going(until: ContinuousClock.Instant)
        case over
    }

    /// What the driver says on a new connection before anything else: the handshake, and who it is.
    private static let greetings = ["hello", "isMaster", "saslStart", "saslContinue", "authenticate"]

    private let deadline: IODeadline
    private var greeting: Greeting

    /// - Parameters:
    ///   - deadline: the client's.
    ///   - greeting: how long greeting may take from now on.
    init(_ deadline: IODeadline, greeting: Duration) {
        self.deadline = deadline
        self.greeting = .going(until: .now + greeting)
    }

    /// To be told before a message is sent.
    func willSend(_ message: UnsafeBufferPointer<mongoc_iovec_t>) {
        guard case .going = self.greeting, let name = Self.command(in: message) else { return }
        if !Self.greetings.contains(name) { self.greeting = .over }
    }

    var timeLeft: Duration {
        switch self.greeting {
        case .going(let end): max(end - .now, self.deadline.timeLeft)
        case .over: self.deadline.timeLeft
        }
    }

    /// Milliseconds that a blocking call may take, which wants at most so many; negative is for ever.
    ///
    /// - Returns: nil when there is no time left.
    func milliseconds(atMost wanted: Int32) -> Int32? {
        let left = self.timeLeft
        guard left > .zero else { return nil }
        let milliseconds = Int32(clamping: min(left.count(of: .milliseconds(1)), .max - 1) + 1)
        return wanted < 0 ? milliseconds : min(wanted, milliseconds)
    }

    /// The command of a message: the first key of its document.
    ///
    /// [The wire protocol](https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/) has a header of 16 bytes
    /// with the kind of message at the end. In an `OP_MSG` flags and the kind of section follow, in an `OP_QUERY` flags,
    /// the collection's name, and two numbers; then the document, which begins with its length and the type of its first
    /// element.
    ///
    /// - Returns: nil for the rest of a message that was sent in pieces.
    private static func command(in message: UnsafeBufferPointer<mongoc_iovec_t>) -> String? {
        var bytes: [UInt8] = []
        for part in message where bytes.count < 128 {
            bytes += UnsafeRawBufferPointer(start: part.iov_base, count: part.iov_len).prefix(128)
        }
        guard bytes.count > 20 else { return nil }
        let kind = bytes[12..<16].reversed().reduce(0) { $0 << 8 | Int($1) }
        var document = bytes[20...]
        switch kind {
        case 2013: document = document.dropFirst()
        case 2004: document = document.drop { $0 != 0 }.dropFirst(1 + 8)
        default: return nil
        }
        return String(decoding: document.dropFirst(5).prefix { $0 != 0 }, as: UTF8.self)
    }
}
