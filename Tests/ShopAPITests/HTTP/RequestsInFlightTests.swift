import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@testable import RouteKit
@testable import ShopAPI

/// Requests of the shop when there is too much to do already.
@Suite(.timeLimit(.minutes(30)))
struct RequestsInFlightTests {
    /// Whoever sends slowly keeps nobody else out.
    @Test func aRequestThatWaitsForItsBodyDoesNotCount() async throws {
        func alone(_ settings: inout Settings) { settings.maximumRequestsInFlight = 1 }
        try await withShop(configure: alone) { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                let fields = "POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                try await connection.send(fields + "\r\n")
                try await RawConnection.open(port: port) { other in
                    for _ in 0..<20 {
                        try await other.get("/products?q=nothing")
                        let (head, _) = try await other.response()
                        #expect(head.status == "HTTP/1.1 200 OK")
                    }
                }
                try await connection.send("{}")
                let (head, _) = try await connection.response()
                #expect(head.status.hasPrefix("HTTP/1.1 422"))
            }
        }
    }

    /// A phone may take its time to send a picture.
    @Test func theTimeForTheDatabaseBeginsWhenTheBodyIsThere() async throws {
        try await withShop(configure: { $0.mongodbTimeout = .seconds(2) }) { shop in
            let token = try await shop.signUp()
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                let body = #"{"product_id": 1, "qty": 1}"#
                let lines = [
                    "POST /cart/add HTTP/1.1", "Host: localhost", "Authorization: Bearer \(token)",
                    "Content-Length: \(body.utf8.count)", "", "",
                ]
                try await connection.send(lines.joined(separator: "\r\n"))
                // Longer than all operations of a request may take together.
                try await Task.sleep(for: .seconds(4.5))
                try await connection.send(body)
                let (head, text) = try await connection.response()
                #expect(head.status == "HTTP/1.1 200 OK", "\(text)")
            }
        }
    }

    /// Refusals where requests arrive can't be told from the router's, which come later.
    @Test func refusalsAreTheSameFieldByField() async throws {
        try await withShop(configure: Self.overloaded) { shop in
            let port = try #require(shop.http.port)
            let body = #"{"product_id": 1, "qty": 1}"#
            let requests: [(String, fields: [String], status: String)] = [
                ("GET /cart", [], "503"), ("GET /products?q=nothing", [], "503"), ("GET /products/none", [], "503"),
                ("GET /orders/1?x=y", ["Origin: http://localhost:3000"], "503"),
                ("GET /orders/admin/all", ["Origin: http://evil.example"], "503"),
                ("POST /cart/add", ["X-Request-ID: given-1"], "503"), ("POST /checkout/create-order", [], "503"),
                ("DELETE /admin/products/1", ["If-Match: \"1\""], "503"), ("HEAD /cart", [], "503"),
                ("GET /cart/", [], "503"), ("POST /cart", [], "405"), ("GET /nowhere", [], "404"),
                ("OPTIONS /cart", [], "204"), ("GET /health", [], "200"), ("GET /openapi.json", [], "200"),
            ]
            try await RawConnection.open(port: port) { connection in
                for (target, fields, status) in requests {
                    let content = target.hasPrefix("POST") ? body : ""
                    var answers: [RawConnection.ResponseHead] = []
                    var bodies: Set<String> = []
                    // The router's side answers whoever asks for anything special about the connection.
                    for connectionField in ["Connection: keep-alive, x", "Connection: Keep-Alive"] {
                        let lines =
                            ["\(target) HTTP/1.1", "Host: localhost", "Content-Length: \(content.utf8.count)"] + fields
                            + [connectionField, "", content]
                        try await connection.send(lines.joined(separator: "\r\n"))
                        let (head, text) = try await connection.response(hasBody: !target.hasPrefix("HEAD"))
                        answers.append(head.comparable)
                        bodies.insert(text)
                    }
                    #expect(answers[0] == answers[1], "\(target) \(fields)")
                    #expect(answers[1].status.hasPrefix("HTTP/1.1 \(status)"), "\(target)")
                    #expect((answers[1]["Retry-After"] == "1") == (status == "503"))
                    #expect(bodies.count == 1)
                }
            }
        }
    }

    /// Nobody waits for the body of a request that is refused, and the connection is of use afterwards.
    @Test(arguments: ["Connection: keep-alive, x", "Connection: keep-alive"])
    func aRefusalComesBeforeTheBody(connectionField: String) async throws {
        try await withShop(configure: Self.overloaded) { shop in
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                for _ in 0..<2 {
                    let fields = "POST /cart/add HTTP/1.1\r\nHost: localhost\r\nContent-Length: 13\r\n"
                    try await connection.send(fields + connectionField + "\r\n\r\n{")
                    let (refusal, _) = try await connection.response()
                    #expect(refusal.status == "HTTP/1.1 503 Service Unavailable")
                    try await connection.send(#""qty": 1   }"#)
                    try await connection.get("/health")
                    let (head, _) = try await connection.response()
                    #expect(head.status == "HTTP/1.1 200 OK")
                }
            }
        }
    }

    private static func overloaded(_ settings: inout Settings) { settings.maximumRequestsInFlight = 0 }
}
