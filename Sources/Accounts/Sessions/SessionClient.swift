/// Where a login comes from.
public struct SessionClient: Hashable, Sendable {
    /// What the client says it is; nil if it says nothing.
    public var userAgent: String?
    /// Its address.
    public var address: String
    /// Its address, or the network that one client has for itself.
    public var network: String

    public init(userAgent: String?, address: String, network: String) {
        self.userAgent = userAgent
        self.address = address
        self.network = network
    }

    /// The first part of what the client says, which may be as long as a request's head.
    var shownUserAgent: String { String((self.userAgent ?? "").unicodeScalars.prefix(200)) }
}
