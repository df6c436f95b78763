/// Where the mail server is, and how long it may take.
public struct SMTPSettings: Hashable, Sendable {
    /// How the connection is encrypted. Wherever it is, the server's certificate is checked.
    public enum Encryption: String, Hashable, Sendable {
        /// TLS from the first byte (`smtps://`).
        case immediate
        /// STARTTLS, and no mail without it.
        case required
        /// STARTTLS if the server offers it.
        case opportunistic
        /// None.
        case off
    }

    /// The server's name or address.
    public var host: String
    /// Its port: by default 465 with TLS from the first byte, 587 with credentials, else 25.
    public var port: Int
    /// How the connection is encrypted.
    public var encryption: Encryption
    /// What to authenticate with, nil for not at all.
    public var credentials: SMTPCredentials?
    /// The path of a PEM file with authorities to trust besides those that the system trusts; nil for none.
    public var certificateAuthorities: String?
    /// How long connecting may take.
    public var connectTimeout: Duration = .seconds(10)
    /// How long a mail may take, connecting included.
    public var timeout: Duration = .seconds(60)
    /// How long a connection is kept for the next mail.
    public var idleTimeout: Duration = .seconds(20)
    /// How many mails go out at once, each on a thread and a connection of its own.
    public var connections = 2
    /// How many mails may wait for a thread; what comes beyond is refused.
    public var queueLimit = 1_000

    /// A server. Without `encryption`, STARTTLS is required if there are credentials and opportunistic if not.
    public init(
        host: String, port: Int? = nil, encryption: Encryption? = nil, credentials: SMTPCredentials? = nil,
        certificateAuthorities: String? = nil
    ) {
        let encryption = encryption ?? (credentials == nil ? .opportunistic : .required)
        self.host = host
        self.port = port ?? (encryption == .immediate ? 465 : credentials == nil ? 25 : 587)
        self.encryption = encryption
        self.credentials = credentials
        self.certificateAuthorities = certificateAuthorities
    }
}
