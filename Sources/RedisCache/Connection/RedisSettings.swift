/// How a ``RedisConnection`` connects, and how long it waits.
public struct RedisSettings: Sendable {
    /// Where the server listens.
    public var endpoint: RedisEndpoint
    /// Sent by `AUTH` after every connect.
    public var credentials: RedisCredentials?
    /// The database's number, selected after every connect.
    public var database: Int
    /// What `CLIENT LIST` calls this connection; without spaces.
    public var clientName = "RedisCache"
    /// The longest that a command may take, the wait in the queue included, and the longest silence of a server that
    /// owes a reply, after which the connection is given up.
    public var commandTimeout: Duration = .milliseconds(100)
    /// The longest that one attempt to connect may take, authentication included.
    public var connectTimeout: Duration = .milliseconds(500)
    /// The pause before an attempt to reconnect: it doubles from the lower to the upper bound, and a random part of
    /// it is taken off, so that many clients don't return at the same moment.
    public var reconnectDelay: ClosedRange<Duration> = .milliseconds(50)...(.seconds(1))
    /// Commands that may wait to be sent; one more fails at once.
    public var queueLimit = 10_000
    /// Bytes of commands that may wait to be sent.
    public var queueByteLimit = 64 << 20

    /// Settings with the default times and limits.
    public init(
        endpoint: RedisEndpoint = .tcp(host: "localhost", port: 6379), credentials: RedisCredentials? = nil,
        database: Int = 0
    ) {
        self.endpoint = endpoint
        self.credentials = credentials
        self.database = database
    }

    /// Reads a connection string.
    ///
    /// The forms are
    /// - `redis://[[user]:password@]host[:port][/database]`,
    /// - `rediss://[[user]:password@]host[:port][/database][?parameters]`, the same with TLS; the parameters
    ///   `ssl_ca_certs`, `ssl_certfile` and `ssl_keyfile`, joined by `&`, are the paths that ``RedisTLS`` describes,
    /// - `unix://[[user]:password@]/path[?db=database]`.
    ///
    /// User, password and paths are percent-decoded.
    ///
    /// - Throws: ``RedisError`` with the code `invalidURL`, whose description says what is wrong and never quotes
    ///   the URL, because it may hold a password.
    public init(url: String) throws(RedisError) {
        let parts = try RedisURL(url)
        self.init(endpoint: parts.endpoint, credentials: parts.credentials, database: parts.database)
    }
}
