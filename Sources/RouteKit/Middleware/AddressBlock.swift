/// A range of Internet addresses: `10.0.0.0/8`, `fd00::/8`, or one address.
public struct AddressBlock: Hashable, Sendable {
    private let first: IPAddress
    /// The bits that must be the same.
    private let mask: UInt128

    /// Reads an address with an optional length of the prefix.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let part = parts.first, !part.contains("["), let address = IPAddress(part) else { return nil }
        // A port has no place in a block.
        guard part.contains(":") == (address.isIPv6 || part.hasPrefix("::")) else { return nil }
        let width = part.contains(":") ? 128 : 32
        var length = width
        if parts.count > 1 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(parts[1]),
                number <= width
            else { return nil }
            length = number
        }
        // A block of IPv4 addresses written as IPv6.
        if width == 128, !address.isIPv6 {
            guard length >= 96 else { return nil }
            length -= 96
        }
        let free = (address.isIPv6 ? 128 : 32) - length
        self.mask = free == 128 ? 0 : UInt128.max << UInt128(free)
        self.first = address
    }

    public func contains(_ address: IPAddress) -> Bool {
        address.isIPv6 == self.first.isIPv6 && (address.bits ^ self.first.bits) & self.mask == 0
    }
}
