import HummingbirdTesting
import NIOCore
import Schemas
import ShopAPI
import TestSupport
import Testing

/// Clients that are slow, greedy or gone do not hold what others need.
@Suite(.timeLimit(.minutes(10)))
struct ConnectionTests {
    private static let post = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\n"

    private static func impatient(_ settings: inout Settings) {
        settings.headTimeout = .milliseconds(50)
        settings.bodyTimeout = .milliseconds(50)
    }

    private static func forgetful(_ settings: inout Settings) { settings.idleTimeout = .milliseconds(200) }
    private static func small(_ settings: inout Settings) { settings.maximumConnections = 3 }

    @Test(arguments: ["G", "GET /health HTTP/1.1\r\n", "GET /health HTTP/1.1\r\nHost: localhost\r\nA: b\r\n"])
    func aSlowHeadIsGivenUp(start: String) async throws {
        try await withShop(configure: Self.impatient) { shop in
            let port = try #require(shop.http.port)
            try await MalformedRequestTests.expect(408, to: Array(start.utf8), at: port)
        }
    }

    /// The second head is slow; the first request has its answer all the same.
    @Test func aSlowHeadAfterARequest() async throws {
        try await withShop(configure: Self.impatient) { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                try await connection.get("/health")
                let (head, _) = try await connection.response()
                #expect(head.status == "HTTP/1.1 200 OK")
                try await connection.send("GET /hea")
                let (refusal, _) = try await connection.response()
                #expect(refusal.status == "HTTP/1.1 408 Request Timeout")
                let rest = try await connection.rest()
                #expect(rest.isEmpty)
            }
        }
    }

    @Test(arguments: [
        "Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n2\r\n{ \r\n", "Content-Length: 9\r\n\r\n",
    ])
    func aSlowBodyIsGivenUp(start: String) async throws {
        try await withShop(configure: Self.impatient) { shop in
            let port = try #require(shop.http.port)
            try await MalformedRequestTests.expect(408, to: Array((Self.post + start).utf8), at: port)
        }
    }

    /// Nobody waits for the body of a request that was answered; the connection ends with it.
    @Test func aSlowBodyThatNobodyWants() async throws {
        try await withShop(configure: Self.impatient) { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                try await connection.send(
                    "POST /cart/add HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n{")
                let (head, _) = try await connection.response()
                #expect(head.status == "HTTP/1.1 401 Unauthorized")
                let rest = try await connection.rest()
                #expect(rest.isEmpty)
            }
        }
    }

    @Test func aLargeBodyIsRefusedUnread() async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            let head = Self.post + "Content-Length: 10485760\r\n\r\n"
            try await MalformedRequestTests.expect(413, to: Array(head.utf8), at: port)
            let body = Array(repeating: UInt8(ascii: " "), count: 10_485_760)
            try await MalformedRequestTests.expect(413, to: Array(head.utf8) + body.prefix(600_000), at: port)
            let chunk = "100000\r\n" + String(repeating: " ", count: 0x100000) + "\r\n"
            let chunked =
                Self.post + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "100\r\n"
                + String(repeating: " ", count: 256)
            try await MalformedRequestTests.expect(413, to: Array(chunked.utf8), at: port)
        }
    }

    /// What was not read of a small body is read, and the connection goes on.
    @Test func aSmallBodyThatNobodyWantsIsReadOver() async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                for _ in 0..<3 {
                    let body = String(repeating: "x", count: 20_000)
                    try await connection.send(
                        "POST /cart/add HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000\r\n\r\n")
                    let (head, _) = try await connection.response()
                    #expect(head.status == "HTTP/1.1 401 Unauthorized" && head["Connection"] == nil)
                    try await connection.send(body)
                }
            }
        }
    }

    /// Answers that are owed come first, and what stands behind the nonsense is not looked at.
    @Test func nonsenseBehindRequests() async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                let request = "GET /products?q=nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
                try await connection.send(String(repeating: request, count: 5) + "nonsense\r\n\r\n" + request)
                for _ in 0..<5 {
                    let (head, body) = try await connection.response()
                    #expect(head.status == "HTTP/1.1 200 OK" && body == "[]")
                }
                let (refusal, _) = try await connection.response()
                #expect(refusal.status == "HTTP/1.1 400 Bad Request")
                let rest = try await connection.rest()
                #expect(rest.isEmpty)
            }
        }
    }

    /// A client may stop sending before it has its answers, wherever they come from.
    @Test(arguments: ["/products", "/products?q=nothing", "/health"])
    func halfClosedSocketsAreAnswered(target: String) async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                let count = 200
                let request = "GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n"
                try await connection.send(String(repeating: request, count: count))
                connection.finish()
                for _ in 0..<count {
                    let (head, _) = try await connection.response()
                    #expect(head.status == "HTTP/1.1 200 OK")
                }
                let rest = try await connection.rest()
                #expect(rest.isEmpty)
            }
        }
    }

    @Test(arguments: ["G", "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{"])
    func halfARequestIsNone(start: String) async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                try await connection.send(start)
                connection.finish()
                let rest = try await connection.rest()
                #expect(rest.isEmpty || rest.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            }
        }
    }

    @Test(arguments: [
        ("HTTP/1.0", ""), ("HTTP/1.1", "Connection: Close\r\n"), ("HTTP/1.1", "Connection: x, close\r\n"),
        ("HTTP/1.1", "Connection: Upgrade\r\nUpgrade: h2c\r\n"),
    ])
    func theConnectionEndsForWhoeverExpectsThat(version: String, fields: String) async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                try await connection.send("GET /health \(version)\r\nHost: localhost\r\n\(fields)\r\n")
                let (head, _) = try await connection.response()
                #expect(head.status == "HTTP/1.1 200 OK" && head["Connection"] == "close")
                let rest = try await connection.rest()
                #expect(rest.isEmpty)
            }
        }
    }

    /// The client never reads; the server gives it up instead of keeping its answers for ever.
    @Test func whoDoesNotReadIsGivenUp() async throws {
        try await withShop(configure: Self.forgetful) { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                do {
                    while true { try await connection.get("/openapi.json") }
                } catch {}
            }
            #expect(try await shop.get("/health").status == 200)
        }
    }

    /// Whoever answered last, the router or memory, and also where nothing was asked.
    @Test(arguments: [nil, "/health", "/products"])
    func aConnectionThatNobodyUsesIsEnded(target: String?) async throws {
        try await withShop(configure: Self.forgetful) { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                if let target {
                    try await connection.get(target)
                    let (head, _) = try await connection.response()
                    #expect(head.status == "HTTP/1.1 200 OK")
                }
                let rest = try await connection.rest()
                #expect(rest.isEmpty)
            }
        }
    }

    @Test func moreConnectionsThanTheBoundAreTurnedAway() async throws {
        try await withShop(configure: Self.small) { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { first in
                try await first.get("/health")
                _ = try await first.response()
                try await RawConnection.open(port: port) { second in
                    try await second.get("/health")
                    _ = try await second.response()
                    try await RawConnection.open(port: port) { third in
                        try await third.get("/health")
                        _ = try await third.response()
                        try await RawConnection.open(port: port) { fourth in
                            let (head, body) = try await fourth.response()
                            #expect(head.status == "HTTP/1.1 503 Service Unavailable")
                            #expect(head["Retry-After"] == "1" && body.hasPrefix(#"{"detail":""#))
                            let rest = try await fourth.rest()
                            #expect(rest.isEmpty)
                        }
                    }
                }
                // There is room again.
                try await eventually {
                    try await RawConnection.open(port: port) { other in
                        try? await other.get("/health")
                        return try await other.response().head.status == "HTTP/1.1 200 OK"
                    }
                }
                try await first.get("/health")
                let (head, _) = try await first.response()
                #expect(head.status == "HTTP/1.1 200 OK")
            }
        }
    }

    /// Clients that come while the process has no time for them wait in the system, however many they are.
    @Test func clientsThatComeAllAtOnceAreLetIn() async throws {
        try await withShop { shop in
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                try await process.start()
                let clients = try await process.pause { try await process.connect(400) }
                #expect(try await process.send("GET", "/health")?.status == 200)
                for client in clients { try await client.close() }
            }
        }
    }
}
