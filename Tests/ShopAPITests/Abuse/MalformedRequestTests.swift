import HummingbirdTesting
import Schemas
import ShopAPI
import Testing

/// Malformed requests, and requests that two programs could understand in two ways, are answered in the API's form, once,
/// and the connection ends.
@Suite(.timeLimit(.minutes(30)))
struct MalformedRequestTests {
    private static let post = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\n"

    /// Sends bytes, and expects one answer and nothing after it.
    static func expect(_ status: Int, to bytes: [UInt8], at port: Int) async throws {
        try await RawConnection.open(port: port) { connection in
            try await connection.send(bytes)
            let (head, body) = try await connection.response()
            let shown = String(decoding: bytes.prefix(120), as: UTF8.self)
            #expect(head.status.hasPrefix("HTTP/1.1 \(status) "), "\(head.status) to \(shown)")
            #expect(head["Connection"] == "close", "\(shown)")
            #expect(head["Content-Type"] == "application/json", "\(shown)")
            #expect(head["X-Content-Type-Options"] == "nosniff" && head["X-Request-ID"] != nil && head["Date"] != nil)
            #expect((try? JSONNode(json: Array(body.utf8)))?["detail"] != nil, "\(body)")
            let rest = try await connection.rest()
            #expect(rest.isEmpty, "\(shown)")
        }
    }

    @Test func malformedHeadsAreRefused() async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            let heads = [
                "\u{0}\u{0}\u{0}\u{0}\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{FC}\u{3}\u{3}",
                "nonsense\r\n\r\n", "GET /products\r\n\r\n", "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "FETCH / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a\u{0}b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a\u{7F}b HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nA: b\u{0}c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA\u{0}: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n",
                "GET / HTTP/1.1\r\nA: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET / HTTP/1.0\r\nHost: x\r\nhost: x\r\n\r\n",
            ]
            for head in heads { try await Self.expect(400, to: Array(head.utf8), at: port) }
            #expect(try await shop.get("/health").status == 200)
        }
    }

    @Test func ambiguousRequestsAreRefused() async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            let smuggled = "0\r\n\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let fields = [
                "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5, 6", "Content-Length: +5", "Content-Length: -5", "Content-Length: 0x5",
                "Content-Length: 5 5", "Content-Length: 99999999999999999999999", "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: \u{B}chunked", "Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked",
                " Transfer-Encoding: chunked", "Transfer-Encoding:\r\n chunked", "A: b\r\n folded", "A: b\r\n\tfolded",
                "A: b\nTransfer-Encoding: chunked", "A: b\n",
            ]
            for field in fields {
                try await Self.expect(400, to: Array((Self.post + field + "\r\n\r\n" + smuggled).utf8), at: port)
            }
            let bare = "GET /health HTTP/1.1\nHost: localhost\n\n"
            try await Self.expect(400, to: Array(bare.utf8), at: port)
        }
    }

    @Test func malformedChunksAreRefused() async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            let chunked = Self.post + "Transfer-Encoding: chunked\r\n\r\n"
            let bodies = [
                "zz\r\n", "-1\r\n{}\r\n", "FFFFFFFFFFFFFFFFF\r\n{}", "\r\n", "2\r\n{}0\r\n\r\n", "2\n{}\n0\n\n",
                "2 ;\u{0}\r\n{}\r\n", "0x2\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\nno trailer\r\n\r\n",
            ]
            for body in bodies { try await Self.expect(400, to: Array((chunked + body).utf8), at: port) }
        }
    }

    @Test func tooLargeHeadsAreRefused() async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            @Sendable func text(_ count: Int) -> String { String(repeating: "a", count: count) }
            let heads: [(String, Int)] = [
                ("GET /\(text(8192)) HTTP/1.1\r\nHost: x\r\n\r\n", 414), ("GET /\(text(100_000)) HTTP/1.1\r\n", 414),
                ("GET /\(text(3_000_000))", 414), ("GET / HTTP/1.1\r\nHost: x\r\nA: \(text(40_000))\r\n\r\n", 431),
                ("GET / HTTP/1.1\r\nHost: x\r\n\(text(40_000)): a\r\n\r\n", 431),
                ("GET / HTTP/1.1\r\nHost: x\r\nA: \(text(3_000_000))", 431),
                ("GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: b\r\n", count: 200) + "\r\n", 431),
                ("GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: \(text(500))\r\n", count: 80) + "\r\n", 431),
            ]
            for (head, status) in heads { try await Self.expect(status, to: Array(head.utf8), at: port) }
        }
    }

    @Test func aHeadWith16KiBOfFieldsIsServed() async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                try await connection.get("/health", ["A: " + String(repeating: "a", count: 16_384)])
                let (head, _) = try await connection.response()
                #expect(head.status == "HTTP/1.1 200 OK")
            }
        }
    }

    @Test func aTargetOf8000BytesIsServed() async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                try await connection.get("/products/" + String(repeating: "a", count: 8000))
                let (head, _) = try await connection.response()
                #expect(head.status == "HTTP/1.1 404 Not Found" || head.status.hasPrefix("HTTP/1.1 422"))
            }
        }
    }

    @Test(arguments: [
        "/products/../admin/products", "/../../../etc/passwd", "/docs/../../../../etc/passwd",
        "/docs/assets/../../Package.swift", "/docs/..%2f..%2fPackage.swift",
        "/docs/assets/..%2f..%2f..%2fPackage.swift",
        "/products/%2e%2e/%2e%2e/etc/passwd", "/products/%00", "/products/a%00b", "//products//", "/./products/.",
        "/products;a=b", "/products\\..\\admin", "*", "http://evil.example/products", "http://evil.example",
        "/products?q=%00", "/%", "/%zz", "?", "/\u{E9}",
    ])
    func unusualTargetsLeadToNoOtherFile(target: String) async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                try await connection.get(target)
                let (head, body) = try await connection.response()
                let status = head.status.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                #expect((200..<500).contains(status))
                #expect(!body.contains("root:") && !body.contains("swift-tools-version"))
            }
            #expect(try await shop.get("/health").status == 200)
        }
    }
}
