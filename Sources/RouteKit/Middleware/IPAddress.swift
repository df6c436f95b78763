public import NIOCore

/// An Internet address without a port. An IPv4 address that came as IPv6 (`::ffff:10.0.0.1`) is an IPv4 address.
public struct IPAddress: Hashable, Sendable {
    /// The 32 or 128 bits, the first at the top.
    let bits: UInt128
    let isIPv6: Bool

    private init(bits: UInt128, isIPv6: Bool) {
        if isIPv6, bits >> 32 == 0xFFFF {
            self.bits = bits & 0xFFFF_FFFF
            self.isIPv6 = false
        } else {
            self.bits = bits
            self.isIPv6 = isIPv6
        }
    }

    /// The address of a socket's end; nil for a Unix domain socket.
    public init?(_ address: SocketAddress) {
        guard address.protocol != .unix else { return nil }
        // Where the address stands in a sockaddr_in (RFC 3493: after family and port) and a sockaddr_in6 (after
        // family, port and flow).
        let isIPv6 = address.protocol == .inet6
        self = address.withSockAddr { pointer, _ in
            let start = UnsafeRawPointer(pointer)
            if isIPv6 {
                let bits = (start + 8).loadUnaligned(as: UInt128.self)
                return IPAddress(bits: UInt128(bigEndian: bits), isIPv6: true)
            }
            let bits = (start + 4).loadUnaligned(as: UInt32.self)
            return IPAddress(bits: UInt128(UInt32(bigEndian: bits)), isIPv6: false)
        }
    }

    /// Reads an address, which may stand in brackets and have a port, as some proxies write it.
    public init?(_ text: some StringProtocol) {
        var host = Substring(text)
        if host.first == "[", let end = host.firstIndex(of: "]") {
            host = host[host.index(after: host.startIndex)..<end]
        } else if let colon = host.firstIndex(of: ":"), colon == host.lastIndex(of: ":") {
            host = host[..<colon]
        }
        guard let address = try? SocketAddress(ipAddress: String(host), port: 0) else { return nil }
        self.init(address)
    }

    /// The first 64 bits of an IPv6 address with the rest zero, all of an IPv4 address: what one client has
    /// for itself, however many addresses it makes up.
    var network: IPAddress {
        self.isIPv6 ? IPAddress(bits: self.bits & ~UInt128(UInt64.max), isIPv6: true) : self
    }
}

extension IPAddress: CustomStringConvertible {
    public var description: String {
        var bytes = ByteBuffer()
        if self.isIPv6 { bytes.writeInteger(self.bits) } else { bytes.writeInteger(UInt32(self.bits)) }
        // Sixteen or four bytes always are an address.
        return (try? SocketAddress(packedIPAddress: bytes, port: 0).ipAddress) ?? ""
    }
}
