import Glibc
import NIOPosix

/// The system's resolver. It blocks, and a name server that does not answer blocks it for long: so it has threads of its own.
public struct SystemResolver: HostResolver {
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: 8)
        threads.start()
        return threads
    }()

    public init() {}

    public func addresses(of host: String) async throws -> [NetworkAddress] {
        try await Self.threads.runIfActive { try Self.lookUp(host, flags: AI_ADDRCONFIG) }
    }

    /// The addresses of a host that is an address itself, in whatever spelling: `127.1`, `2130706433` and `0x7f.0.0.1` are
    /// one. Asks no name server.
    ///
    /// - Returns: nothing for a name.
    static func numericAddresses(of host: String) -> [NetworkAddress] {
        (try? Self.lookUp(host, flags: AI_NUMERICHOST)) ?? []
    }

    private static func lookUp(_ host: String, flags: Int32) throws -> [NetworkAddress] {
        var hints = addrinfo()
        hints.ai_flags = flags
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { throw OutboundError.unknownHost(host) }
        defer { freeaddrinfo(list) }
        var addresses: [NetworkAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let address = entry.ai_addr.flatMap({ NetworkAddress($0) }), !addresses.contains(address) {
                addresses.append(address)
            }
            next = entry.ai_next
        }
        return addresses
    }
}
