import NIOCore

/// Who sends a request, as far as the network tells.
public struct Client: Sendable {
    /// Nil for a Unix domain socket.
    public let address: IPAddress?
    /// The address for the log.
    public let description: String
    /// What has a rate limit of its own: an address, or the network that one client has for itself.
    public let network: String

    /// The other end of the connection whose requests a task answers, so that it is not made out for each of them.
    @TaskLocal static var connected: Client?

    init(_ address: IPAddress?) {
        self.address = address
        let description = address?.description ?? "local"
        self.description = description
        self.network = address.map { $0.isIPv6 ? $0.network.description : description } ?? description
    }

    /// The other end of a connection.
    init(of channel: any Channel) {
        self.init(channel.remoteAddress.flatMap { IPAddress($0) })
    }
}
