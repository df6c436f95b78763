/// Something that Redis or the way to it refused.
///
/// `description` names the command and the kind of failure, never a key, a value or a password, so it may be
/// logged and shown; `debugDescription` adds what the server or the system said.
public struct RedisError: Error, Sendable {
    /// The kind of failure. More may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case invalidURL, notConnected, connectionLost, timedOut, overloaded, shutDown
            case authenticationFailed, notPrimary, tlsFailed, server, unexpectedReply
        }

        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// A connection string can't be used; the description says why.
        public static let invalidURL = Code(.invalidURL)
        /// There is no connection at the moment; the command was not sent.
        public static let notConnected = Code(.notConnected)
        /// The connection broke before the reply came; the command may have been executed.
        public static let connectionLost = Code(.connectionLost)
        /// The reply did not come in time; the command may have been executed or may yet be.
        public static let timedOut = Code(.timedOut)
        /// Too many commands, or too many bytes of them, wait already; the command was not sent.
        public static let overloaded = Code(.overloaded)
        /// The connection was shut down.
        public static let shutDown = Code(.shutDown)
        /// Redis refused the user or the password.
        public static let authenticationFailed = Code(.authenticationFailed)
        /// The server is a replica, or has become one: it takes no writes.
        public static let notPrimary = Code(.notPrimary)
        /// The server is not trusted, or encryption failed otherwise before the connection was made.
        public static let tlsFailed = Code(.tlsFailed)
        /// Redis replied with an error; see ``RedisError/serverCode``.
        public static let server = Code(.server)
        /// The reply has another type than the command's response.
        public static let unexpectedReply = Code(.unexpectedReply)

        /// The code's name.
        public var description: String { self.value.rawValue }
    }

    /// The kind of failure.
    public var code: Code
    /// The command's name, for example `GET`; empty if no command was involved.
    public var command: String
    /// What the server, the system or the parser said. It may quote keys.
    public var detail: String

    init(_ code: Code, command: String = "", detail: String = "") {
        self.code = code
        self.command = command
        self.detail = detail
    }

    /// The first word of the server's error, for example `WRONGTYPE` or `OOM`.
    public var serverCode: String? {
        guard self.code == .server || self.code == .authenticationFailed else { return nil }
        return self.detail.split(separator: " ", maxSplits: 1).first.map(String.init)
    }

    /// The same error with the command that met it.
    func during(_ command: String) -> RedisError {
        RedisError(self.code, command: command, detail: self.detail)
    }
}

extension RedisError: CustomStringConvertible, CustomDebugStringConvertible {
    /// A sentence that may be logged and shown.
    public var description: String {
        let sentence =
            switch self.code {
            case .invalidURL: "The Redis URL is invalid: \(self.detail)"
            case .notConnected: "Redis is not connected"
            case .connectionLost: "The connection to Redis broke"
            case .timedOut: "Redis did not answer in time"
            case .overloaded: "Too many commands wait for Redis"
            case .shutDown: "The Redis connection was shut down"
            case .authenticationFailed: "Redis refused the user name or the password"
            case .notPrimary: "Redis is a replica and not the primary"
            case .tlsFailed: "TLS with Redis failed"
            case .unexpectedReply: "Redis replied with another type than expected"
            default: "Redis replied with the error \(self.serverCode ?? "")"
            }
        return self.command.isEmpty ? sentence : "\(sentence) (\(self.command))"
    }

    /// What the server or the system said as well.
    public var debugDescription: String {
        var text = "RedisError(\(self.code)"
        if !self.command.isEmpty { text += ", \(self.command)" }
        if !self.detail.isEmpty { text += ": \(self.detail)" }
        return text + ")"
    }
}
