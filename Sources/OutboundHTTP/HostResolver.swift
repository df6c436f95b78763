/// Who knows the addresses of hosts.
public protocol HostResolver: Sendable {
    /// The addresses of a host, the preferred first.
    ///
    /// - Parameter host: a name, or an address in whatever spelling.
    /// - Throws: ``OutboundError`` `unknownHost`.
    func addresses(of host: String) async throws -> [NetworkAddress]
}
