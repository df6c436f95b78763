import Testing

@testable import OutboundHTTP

/// What is taken for an address of the web.
@Suite struct OutboundURLTests {
    @Test(arguments: [
        ("https://crm.example", "https://crm.example/"),
        ("HTTPS://CRM.Example:8443/Hooks?a=b%20c", "https://crm.example:8443/Hooks?a=b%20c"),
        ("http://crm.example?a", "http://crm.example/?a"),
        ("http://[2001:DB8::7]:81/x", "http://[2001:db8::7]:81/x"),
        ("http://192.0.2.7/", "http://192.0.2.7/"),
        ("http://my_host/", "http://my_host/"),
    ])
    func isRead(_ text: String, _ canonical: String) throws {
        #expect(try OutboundURL(text).description == canonical)
    }

    @Test(arguments: [
        "", "crm.example", "ftp://crm.example", "file:///etc/passwd", "http:crm.example", "http:///x", "https://",
        "http://user@crm.example", "http://user:secret@crm.example", "http://crm.example@127.0.0.1/",
        "http://crm.example#@127.0.0.1", "http://crm.example/#x", "http://crm.example:0", "http://crm.example:65536",
        "http://crm.example:", "http://crm.example:8a", "http://crm.example:+8", "http://crm..example",
        "http://.example",
        "http://crm.example.", "http://crm example", "http://crm.example/\n", "http://crm.example\\@127.0.0.1/",
        "http://bücher.example", "http://crm%2eexample", "http://crm.example/%", "http://crm.example/%zz",
        "http://[::1", "http://[::1%25eth0]/", "http://[127.0.0.1]/", "http://[crm]/", "http://::1/",
        "http://crm.example/[",
        "http://\(String(repeating: "a", count: 64)).example",
        "http://crm.example/" + String(repeating: "a", count: 2048),
    ])
    func isRefused(_ text: String) {
        #expect(throws: OutboundURL.Problem.self) { try OutboundURL(text) }
    }
}
