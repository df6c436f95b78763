extension NetworkAddress {
    /// Whether it is a host's on the public Internet, by the registries of IANA for addresses with a special purpose.
    ///
    /// Not public: private networks, this host, links (among them what clouds tell their machines), carriers' networks,
    /// groups, tests and documentation. Of version 6 it is what is given out to networks, without the forms that have an address of
    /// version 4 in them (mapped, translated, 6to4, Teredo): where these lead is not for their bytes alone to say.
    public var isPublic: Bool {
        if self.bytes.count == 4 { return !Self.special4.contains { $0.contains(self) } }
        return Self.global6.contains(self) && !Self.special6.contains { $0.contains(self) }
    }

    private static let special4 = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    ].map { Block($0) }

    private static let global6 = Block("2000::/3")
    private static let special6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].map { Block($0) }

    /// All addresses that begin alike.
    private struct Block {
        private let start: [UInt8]
        private let length: Int

        init(_ text: String) {
            let parts = text.split(separator: "/")
            // A constant, which is right or wrong at every start alike.
            self.start = NetworkAddress(String(parts[0]))!.bytes
            self.length = Int(parts[1])!
        }

        func contains(_ address: NetworkAddress) -> Bool {
            guard address.bytes.count == self.start.count else { return false }
            return zip(address.bytes, self.start).enumerated().allSatisfy { index, bytes in
                let bits = min(max(self.length - 8 * index, 0), 8)
                return (bytes.0 ^ bytes.1) >> (8 - bits) == 0
            }
        }
    }
}
