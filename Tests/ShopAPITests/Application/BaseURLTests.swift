import Testing

@testable import ShopAPI

@Suite struct BaseURLTests {
    @Test(arguments: [
        ("127.0.0.1", "http://127.0.0.1:8000"), ("localhost", "http://localhost:8000"), ("::", "http://[::]:8000"),
        ("2001:db8::1", "http://[2001:db8::1]:8000"), ("fe80::1%eth0", "http://[fe80::1%25eth0]:8000"),
    ])
    func anIPv6AddressStandsInBrackets(host: String, url: String) {
        #expect(BaseURL(host: host, port: 8000).description == url)
    }
}
