import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import RouteKit

@Suite struct RequestMiddlewareTests {
    @Test(arguments: [
        (HTTPRequest.Method.get, "/things", 200), (.get, "/nothing", 404), (.delete, "/things", 405),
        (.options, "/things", 204), (.get, "/me", 401), (.get, "/broken", 500), (.get, "/things?limit=0", 422),
        (.head, "/nothing", 404), (.post, "/things", 422),
    ])
    func marksEveryResponse(method: HTTPRequest.Method, uri: String, status: Int) async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(uri: uri, method: method)
            #expect(response.status.code == status)
            #expect(RequestID.accepted(response.headers[.requestID]) != nil)
            let time = try #require(response.headers[.processTime])
            #expect(try #require(Double(time)) >= 0)
            #expect(time.split(separator: ".").last?.count == 6)
            #expect(response.status == .noContent || response.headers[.contentType] == "application/json")
        }
    }

    @Test func marksRefusedBodiesAndPreflights() async throws {
        try await ToyAPI().test { client in
            let tooLarge = try await client.execute(
                uri: "/things", method: .post, body: ByteBuffer(repeating: 0x20, count: 100))
            #expect(tooLarge.status == .contentTooLarge)
            let preflight = try await client.execute(
                uri: "/things", method: .options,
                headers: [.origin: "http://localhost:3000", .accessControlRequestMethod: "POST"])
            for response in [tooLarge, preflight] {
                #expect(response.headers[.requestID] != nil)
                #expect(response.headers[.processTime] != nil)
            }
        }
    }

    @Test(arguments: [
        ("abc", true), ("A-1.b_2", true), (String(repeating: "x", count: 128), true),
        (String(repeating: "x", count: 129), false), ("", false), ("a b", false), ("a/b", false), ("é", false),
        ("a\"b", false),
    ])
    func keepsAWellFormedRequestID(id: String, isKept: Bool) async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(uri: "/things", method: .get, headers: [.requestID: id])
            #expect((response.headers[.requestID] == id) == isKept)
            #expect(response.headers[.requestID]?.isEmpty == false)
        }
    }

    @Test func givesEveryRequestAnotherID() async throws {
        try await ToyAPI().test { client in
            var ids: Set<String> = []
            for _ in 0..<20 {
                ids.insert(try await client.execute(uri: "/things", method: .get).headers[.requestID] ?? "")
            }
            #expect(ids.count == 20)
        }
    }
}
