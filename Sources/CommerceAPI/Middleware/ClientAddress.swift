import HTTPTypes
import Hummingbird

/// Finds out which address a request comes from when proxies stand between.
public struct ClientAddress: Sendable {
    /// Proxies whose `X-Forwarded-For` is believed.
    private let trustedProxies: [AddressBlock]

    public init(trustedProxies: [AddressBlock]) {
        self.trustedProxies = trustedProxies
    }

    /// The client's address; nil for a Unix domain socket.
    func callAsFunction(_ request: Request, _ context: APIContext) -> IPAddress? {
        guard let peer = context.peer.flatMap({ IPAddress($0) }) else { return nil }
        if self.trustedProxies.isEmpty { return peer }
        return self.client(peer: peer, forwardedFor: request.headers[.forwardedFor])
    }

    /// The nearest address that is no trusted proxy. Each proxy adds the address that called it at the right end;
    /// what stands left of an untrusted one may be invented.
    func client(peer: IPAddress, forwardedFor: String?) -> IPAddress {
        var client = peer
        guard let forwardedFor else { return client }
        for entry in forwardedFor.split(separator: ",").reversed() {
            guard self.trustedProxies.contains(where: { $0.contains(client) }),
                let next = IPAddress(entry.filter { $0 != " " && $0 != "\t" })
            else { break }
            client = next
        }
        return client
    }
}
