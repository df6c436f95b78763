import NIOCore

/// Who sends a request, as far as the network tells.
struct Client: Sendable {
    /// Nil for a Unix domain socket.
    let address: IPAddress?
    /// The address for the log.
    let description: String
    /// What has a rate limit of its own: an address, or the network that one client has for itself.
    let network: String

    init(_ address: IPAddress?) {
        self.address = address
        self.description = address?.description ?? "local"
        self.network = address?.network.description ?? "local"
    }

    /// The other end of a connection.
    init(of channel: any Channel) {
        self.init(channel.remoteAddress.flatMap { IPAddress($0) })
    }
}
