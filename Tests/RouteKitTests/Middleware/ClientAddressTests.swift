import NIOCore
import Testing

@testable import RouteKit

@Suite struct ClientAddressTests {
    @Test(arguments: [
        ("10.0.0.9", nil, "10.0.0.9"),
        ("10.0.0.9", "", "10.0.0.9"),
        ("10.0.0.9", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.9", "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.9", "1.1.1.1,203.0.113.7 ,  10.0.0.3", "203.0.113.7"),
        ("10.0.0.9", "10.0.0.1, 10.0.0.2", "10.0.0.1"),
        ("10.0.0.9", "203.0.113.7, unknown", "10.0.0.9"),
        ("10.0.0.9", "203.0.113.7, unknown, 10.0.0.3", "10.0.0.3"),
        ("10.0.0.9", "203.0.113.7:4711", "203.0.113.7"),
        ("10.0.0.9", "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.0.0.9", "::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:10.0.0.9", "203.0.113.7", "203.0.113.7"),
        ("fd00::1", "2001:db8::1", "2001:db8::1"),
        ("192.0.2.1", "203.0.113.7", "192.0.2.1"),
        ("fe80::1", "203.0.113.7", "fe80::1"),
    ])
    func findsTheClient(peer: String, forwardedFor: String?, client: String) throws {
        let clientAddress = ClientAddress(
            trustedProxies: [try #require(AddressBlock("10.0.0.0/8")), try #require(AddressBlock("fd00::/8"))])
        let address = clientAddress.client(peer: try #require(IPAddress(peer)), forwardedFor: forwardedFor)
        #expect(address.description == client)
    }

    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("::1", "::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
    ])
    func groupsByNetwork(address: String, network: String) throws {
        #expect(try #require(IPAddress(address)).network.description == network)
    }

    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("::ffff:1.2.3.4", "1.2.3.4"), ("fe80::1:2", "fe80::1:2"),
    ])
    func readsSockets(address: String, expected: String) throws {
        let socket = try SocketAddress(ipAddress: address, port: 80)
        #expect(IPAddress(socket)?.description == expected)
    }

    @Test func knowsNoAddressOfAUnixSocket() throws {
        #expect(try IPAddress(SocketAddress(unixDomainSocketPath: "/tmp/socket")) == nil)
    }

    @Test(arguments: ["", "unknown", "1.2.3", "1.2.3.256", "1.2.3.4.5", "::g", "[::1", "1.2.3.4:5:6", "localhost"])
    func refusesWhatIsNoAddress(text: String) {
        #expect(IPAddress(text) == nil)
    }
}
