import HTTPTypes

/// Finds out which address a request comes from when proxies stand between.
public struct ClientAddress: Sendable {
    /// Proxies whose `X-Forwarded-For` is believed.
    private let trustedProxies: [AddressBlock]

    public init(trustedProxies: [AddressBlock]) {
        self.trustedProxies = trustedProxies
    }

    /// Who sent a request: the other end of its connection, or who that says it asks for.
    func client(of request: some RequestHead, peer: Client) -> Client {
        guard !self.trustedProxies.isEmpty, let address = peer.address,
            let forwardedFor = request[.forwardedFor]
        else { return peer }
        return Client(self.client(peer: address, forwardedFor: forwardedFor))
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
