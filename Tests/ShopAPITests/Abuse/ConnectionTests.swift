import HummingbirdTesting
import NIOCore
import Schemas
import ShopAPI
import TestSupport
import Testing

/// Clients that are slow, greedy or gone do not hold what others need.
@Suite(.timeLimit(.minutes(30)))
struct ConnectionTests {
    private static let post = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\n"

    private static func impatient(_ settings: inout Settings) {
        settings.headTimeout = .milliseconds(50)
        settings.bodyTimeout = .milliseconds(50)
    }

    private static func shortlyIdle(_ settings: inout Settings) { settings.idleTimeout = .milliseconds(200) }
    private static func single(_ settings: inout Settings) { settings.maximumConnections = 1 }

    @Test(arguments: ["G", "GET /health HTTP/1.1\r\n", "GET /health HTTP/1.1\r\nHost: localhost\r\nA: b\r\n"])
    func aSlowHeadIsGivenUp(start: String) async throws {
        try await withShop(configure: Self.impatient) { shop in
            let port = try #require(shop.http.port)
            try await MalformedRequestTests.expect(408, to: Array(start.utf8), at: port)
        }
    }

    @Test func aSlowHeadBehindAnAnsweredRequestIsGivenUp() async throws {
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

    @Test func aSlowBodyOfAnAnsweredRequestEndsTheConnection() async throws {
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

    @Test(arguments: [0, 600_000])
    func aLargeBodyIsRefusedUnread(sent: Int) async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            let head = Self.post + "Content-Length: 10485760\r\n\r\n"
            let body = Array(repeating: UInt8(ascii: " "), count: sent)
            try await MalformedRequestTests.expect(413, to: Array(head.utf8) + body, at: port)
        }
    }

    @Test func aLargeChunkedBodyIsRefusedWhereItExceedsTheLimit() async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            let chunk = "100000\r\n" + String(repeating: " ", count: 0x100000) + "\r\n"
            let chunked =
                Self.post + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "100\r\n"
                + String(repeating: " ", count: 256)
            try await MalformedRequestTests.expect(413, to: Array(chunked.utf8), at: port)
        }
    }

    /// The connection can then be used again.
    @Test func theSmallBodyOfARefusedRequestIsReadOver() async throws {
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

    /// What stands behind them is not looked at.
    @Test func malformedBytesBehindRequestsAreRefusedAfterTheirAnswers() async throws {
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

    /// The router answers one of the targets, memory another.
    @Test(arguments: ["/products", "/products?q=nothing", "/health"])
    func aClientThatStopsSendingGetsItsAnswers(target: String) async throws {
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
    func anUnfinishedRequestIsNotServed(start: String) async throws {
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
    func anAnswerSaysCloseIfItsRequestEndsTheConnection(version: String, fields: String) async throws {
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

    @Test func aClientThatDoesNotReadIsGivenUp() async throws {
        try await withShop(configure: Self.shortlyIdle) { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                do {
                    while true { try await connection.get("/openapi.json") }
                } catch {}
            }
            #expect(try await shop.get("/health").status == 200)
        }
    }

    /// Without a request, after an answer of the router, and after one from memory.
    @Test(arguments: [nil, "/health", "/products"])
    func anIdleConnectionIsClosed(target: String?) async throws {
        try await withShop(configure: Self.shortlyIdle) { shop in
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

    @Test(arguments: ["/health", "/products"])
    func anAnswerTellsHowLongItsConnectionIsKept(target: String) async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                try await connection.get(target)
                #expect(try await connection.response().head["Keep-Alive"] == "timeout=75")
            }
        }
    }

    @Test func theLastAnswerOfAConnectionDoesNotSayThatItIsKept() async throws {
        try await withShop { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                try await connection.get("/health", ["Connection: close"])
                #expect(try await connection.response().head["Keep-Alive"] == nil)
            }
        }
    }

    @Test func aConnectionOverTheBoundIsRefused() async throws {
        try await withShop(configure: Self.single) { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { first in
                try await first.get("/health")
                _ = try await first.response()
                try await RawConnection.open(port: port) { second in
                    let (head, body) = try await second.response()
                    #expect(head.status == "HTTP/1.1 503 Service Unavailable")
                    #expect(head["Retry-After"] == "1" && body.hasPrefix(#"{"detail":""#))
                    let rest = try await second.rest()
                    #expect(rest.isEmpty)
                }
            }
        }
    }

    @Test func aConnectionWithinTheBoundIsServedWhileOthersAreRefused() async throws {
        try await withShop(configure: Self.single) { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { first in
                try await first.get("/health")
                _ = try await first.response()
                try await RawConnection.open(port: port) { second in _ = try await second.rest() }
                try await first.get("/health")
                #expect(try await first.response().head.status == "HTTP/1.1 200 OK")
            }
        }
    }

    @Test func aClosedConnectionMakesRoomForAnother() async throws {
        try await withShop(configure: Self.single) { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { first in
                try await first.get("/health")
                _ = try await first.response()
            }
            try await eventually {
                try await RawConnection.open(port: port) { other in
                    try? await other.get("/health")
                    return try await other.response().head.status == "HTTP/1.1 200 OK"
                }
            }
        }
    }

    /// Clients that connect while the process is busy wait in the system.
    @Test func clientsThatComeAtOnceAreAllLetIn() async throws {
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
