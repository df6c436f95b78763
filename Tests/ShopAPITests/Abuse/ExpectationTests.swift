import HummingbirdTesting
import ShopAPI
import Testing

/// Clients that ask whether they may send a body (RFC 9110, section 10.1.1).
@Suite(.timeLimit(.minutes(30)))
struct ExpectationTests {
    private static let body = #"{"email": "nobody@example.com", "password": "wrong-password"}"#

    private static func head(
        _ target: String, _ fields: [String] = [], length: Int? = nil, version: String = "HTTP/1.1"
    ) -> String {
        let lines =
            ["POST \(target) \(version)", "Host: localhost", "Content-Length: \(length ?? Self.body.utf8.count)"]
            + fields
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    private static func test(
        configure: (inout Settings) -> Void = { _ in },
        _ body: @Sendable @escaping (inout RawConnection) async throws -> Void
    ) async throws {
        try await withShop(configure: configure) { shop in
            try await RawConnection.open(port: try #require(shop.http.port), body)
        }
    }

    @Test func continueComesBeforeTheBody() async throws {
        try await Self.test { connection in
            try await connection.send(Self.head("/auth/login", ["Expect: 100-continue"]))
            let interim = try await connection.response()
            #expect(interim.head.status == "HTTP/1.1 100 Continue")
            #expect(interim.head.fields.isEmpty)
            try await connection.send(Self.body)
            let (head, _) = try await connection.response()
            #expect(head.status == "HTTP/1.1 401 Unauthorized")
        }
    }

    @Test func aConnectionGoesOnAfterAContinue() async throws {
        try await Self.test { connection in
            for _ in 0..<3 {
                try await connection.send(Self.head("/auth/login", ["Expect: 100-continue"]))
                #expect(try await connection.response().head.status == "HTTP/1.1 100 Continue")
                try await connection.send(Self.body)
                #expect(try await connection.response().head.status == "HTTP/1.1 401 Unauthorized")
            }
        }
    }

    @Test func continueComesAfterEarlierAnswers() async throws {
        try await Self.test { connection in
            let first = "GET /products?q=nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
            try await connection.send(first + Self.head("/auth/login", ["Expect: 100-continue"]))
            #expect(try await connection.response().head.status == "HTTP/1.1 200 OK")
            #expect(try await connection.response().head.status == "HTTP/1.1 100 Continue")
        }
    }

    @Test(arguments: [
        ("/cart/add", [], nil, "401 Unauthorized"), ("/auth/login", [], 1_048_577, "413 Content Too Large"),
        ("/auth/login", ["Content-Type: text/plain"], nil, "415 Unsupported Media Type"),
        ("/nowhere", [], nil, "404 Not Found"),
    ])
    func aRequestThatItsHeadRulesOutIsAnsweredWithoutItsBody(
        target: String, fields: [String], length: Int?, status: String
    ) async throws {
        try await Self.test { connection in
            try await connection.send(Self.head(target, fields + ["Expect: 100-continue"], length: length))
            let (head, _) = try await connection.response()
            #expect(head.status.hasPrefix("HTTP/1.1 \(status.prefix(3)) "))
            #expect(head["Connection"] == "close")
            let rest = try await connection.rest()
            #expect(rest.isEmpty)
        }
    }

    @Test func aRequestThatIsTooMuchIsAnsweredWithoutItsBody() async throws {
        func overloaded(_ settings: inout Settings) { settings.maximumRequestsInFlight = 0 }
        try await Self.test(configure: overloaded) { connection in
            try await connection.send(Self.head("/cart/add", ["Expect: 100-continue"]))
            #expect(try await connection.response().head.status == "HTTP/1.1 503 Service Unavailable")
        }
    }

    @Test func aBodyThatIsThereAlreadyNeedsNoContinue() async throws {
        try await Self.test { connection in
            try await connection.send(Self.head("/auth/login", ["Expect: 100-continue"]) + Self.body)
            #expect(try await connection.response().head.status == "HTTP/1.1 401 Unauthorized")
        }
    }

    @Test func anHTTP10ClientGetsNoContinue() async throws {
        try await Self.test { connection in
            try await connection.send(Self.head("/auth/login", ["Expect: 100-continue"], version: "HTTP/1.0"))
            try await connection.send(Self.body)
            #expect(try await connection.response().head.status == "HTTP/1.1 401 Unauthorized")
        }
    }

    @Test func anUnknownExpectationIsRefused() async throws {
        try await withShop { shop in
            let head = Self.head("/auth/login", ["Expect: 200-ok"])
            try await MalformedRequestTests.expect(417, to: Array(head.utf8), at: try #require(shop.http.port))
        }
    }
}
