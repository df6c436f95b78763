/// Why a mail was not sent, or can't be.
///
/// No description quotes a password. `detail` may quote an address and what the server said, with control characters
/// escaped: it can't forge lines of a log.
public struct MailError: Error, Hashable, Sendable {
    /// The kind of failure. More may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case invalidAddress, invalidMessage, invalidTemplate, invalidURL
            case rejected, addressNotSupported, authenticationFailed, tlsFailed
            case unreachable, connectionLost, timedOut, overloaded, shutDown, cancelled, notWritten
        }

        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// An address that can't be sent to; the detail says why.
        public static let invalidAddress = Code(.invalidAddress)
        /// A message ID that can't be used, or a message without text.
        public static let invalidMessage = Code(.invalidMessage)
        /// A template that is missing, malformed, or uses a name that its mail does not have.
        public static let invalidTemplate = Code(.invalidTemplate)
        /// A mail server's URL that can't be used.
        public static let invalidURL = Code(.invalidURL)
        /// The server refused the sender, the recipient or the message; see ``MailError/replyCode``.
        public static let rejected = Code(.rejected)
        /// The address has letters outside of ASCII before the @, and the server does not offer SMTPUTF8.
        public static let addressNotSupported = Code(.addressNotSupported)
        /// The server refused the user or the password.
        public static let authenticationFailed = Code(.authenticationFailed)
        /// The server is not trusted, offers no encryption where it must, or encryption failed otherwise.
        public static let tlsFailed = Code(.tlsFailed)
        /// The server's name is unknown, or nothing answers there.
        public static let unreachable = Code(.unreachable)
        /// The connection broke before the server's last word.
        public static let connectionLost = Code(.connectionLost)
        /// The server took longer than it may.
        public static let timedOut = Code(.timedOut)
        /// Too many mails wait already.
        public static let overloaded = Code(.overloaded)
        /// The transport was shut down.
        public static let shutDown = Code(.shutDown)
        /// The task was cancelled.
        public static let cancelled = Code(.cancelled)
        /// The file could not be written.
        public static let notWritten = Code(.notWritten)

        /// The code's name.
        public var description: String { self.value.rawValue }
    }

    /// The kind of failure.
    public var code: Code
    /// The three digits of the SMTP server's refusal, nil if it was not a refusal.
    public var replyCode: Int?
    /// What the server, the system or the check said.
    public var detail: String
    /// Whether the whole message had gone out before the failure: the recipient may get it, and once more if it is sent
    /// again. Its message ID is the same then.
    public var mayHaveBeenSent = false

    init(_ code: Code, replyCode: Int? = nil, _ detail: String = "") {
        self.code = code
        self.replyCode = replyCode
        self.detail = detail.escapingControls
    }

    /// Whether sending the same message again can't succeed.
    ///
    /// A reply of 500 and more is permanent. A refused password or certificate is not: those are the sender's settings,
    /// and the mail is good once they have been mended.
    public var isPermanent: Bool {
        switch self.code {
        case .invalidAddress, .invalidMessage, .invalidTemplate, .invalidURL, .addressNotSupported: true
        case .rejected: (self.replyCode ?? 0) >= 500
        default: false
        }
    }
}

extension MailError: CustomStringConvertible {
    /// A sentence for the log.
    public var description: String {
        let sentence =
            switch self.code {
            case .invalidAddress: "The mail address can't be used"
            case .invalidMessage: "The mail can't be sent"
            case .invalidTemplate: "A mail template can't be used"
            case .invalidURL: "The mail server's URL can't be used"
            case .rejected: "The mail server refused"
            case .addressNotSupported:
                "The mail server does not take addresses with letters outside of ASCII (SMTPUTF8)"
            case .authenticationFailed: "The mail server refused the user or the password"
            case .tlsFailed: "TLS with the mail server failed"
            case .unreachable: "The mail server can't be reached"
            case .connectionLost: "The connection to the mail server broke"
            case .timedOut: "The mail server did not answer in time"
            case .overloaded: "Too many mails wait to be sent"
            case .shutDown: "Sending mail was shut down"
            case .cancelled: "Sending the mail was cancelled"
            default: "The mail could not be written"
            }
        return self.detail.isEmpty ? sentence : "\(sentence): \(self.detail)"
    }
}
