/// Which pages of other origins may use the API, and how.
public struct CORSSettings: Sendable {
    /// `scheme://host[:port]` each, or `*` alone for all.
    public var origins = ["http://localhost:3000", "http://localhost:5173", "http://localhost:8080"]
    /// Whether cookies and authorization may be sent; never together with all origins.
    public var allowsCredentials = true
    /// Names, or `*` alone for all.
    public var methods = ["*"]
    /// Names, or `*` alone for all.
    public var headers = ["*"]
    /// What scripts may read of a response beyond the ordinary.
    public var exposedHeaders = ["X-Process-Time", "X-Request-ID", "Retry-After", "ETag", "Idempotency-Replayed"]

    public init() {}
}
