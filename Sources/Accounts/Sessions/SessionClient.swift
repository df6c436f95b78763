import Crypto
import FoundationEssentials

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

    /// What tells this client from others of an account: what it says it is, whatever version, and where it is. A digest,
    /// because what is kept for long need not tell where somebody was.
    var device: Data {
        let program = self.shownUserAgent.unicodeScalars.filter { !("0"..."9").contains($0) }
        let text = String(String.UnicodeScalarView(program)) + "\n" + self.network
        return Data(SHA256.hash(data: Data(text.utf8)).prefix(16))
    }

    /// The first part of what the client says, which may be as long as a request's head.
    var shownUserAgent: String { String((self.userAgent ?? "").unicodeScalars.prefix(200)) }
}
