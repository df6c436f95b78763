import Testing

@testable import OutboundHTTP

/// Which addresses are public.
@Suite struct NetworkAddressTests {
    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "64:ff9b::808:808",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1",
        "fd12:3456::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
    ])
    func isNotPublic(_ text: String) throws {
        #expect(try !#require(NetworkAddress(text)).isPublic)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:200::1", "2606:4700::1111",
        "2a00:1450::1", "3ffe::1",
    ])
    func isPublic(_ text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPublic)
    }

    @Test(arguments: [
        "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.1",
    ])
    func aSpellingOfThisHostIsThisHost(_ text: String) async throws {
        #expect(SystemResolver.numericAddresses(of: text).map(\.description) == ["127.0.0.1"])
        #expect(try await SystemResolver().addresses(of: text).map(\.description) == ["127.0.0.1"])
        let url = try OutboundURL("http://\(text)/")
        #expect(OutboundClient().refusedAddress(in: url)?.description == "127.0.0.1")
        #expect(OutboundClient { _ in true }.refusedAddress(in: url) == nil)
    }

    @Test func aNameIsNoAddress() async throws {
        #expect(SystemResolver.numericAddresses(of: "localhost") == [])
        #expect(try await SystemResolver().addresses(of: "localhost").allSatisfy { !$0.isPublic })
        await #expect(throws: OutboundError.unknownHost("nobody.invalid")) {
            try await SystemResolver().addresses(of: "nobody.invalid")
        }
    }
}
