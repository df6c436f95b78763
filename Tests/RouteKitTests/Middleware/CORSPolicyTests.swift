import HTTPTypes
import HummingbirdTesting
import Testing

@testable import RouteKit

@Suite struct CORSPolicyTests {
    private static let allowed = "http://localhost:3000"

    /// Errors need the headers as well, or browsers hide them from scripts.
    @Test(arguments: ["/things", "/nothing", "/me", "/broken", "/things?limit=0"])
    func allowsListedOrigins(uri: String) async throws {
        try await ToyAPI().test { client in
            let response = try await client.execute(uri: uri, method: .get, headers: [.origin: Self.allowed])
            #expect(response.headers[.accessControlAllowOrigin] == Self.allowed)
            #expect(response.headers[.accessControlAllowCredentials] == "true")
            #expect(
                response.headers[.accessControlExposeHeaders]
                    == "X-Process-Time, X-Request-ID, Retry-After, ETag, Idempotency-Replayed")
            #expect(response.headers[.vary] == "Origin")
        }
    }

    @Test(arguments: [
        nil, "http://localhost:3001", "https://localhost:3000", "http://localhost:3000.evil.com", "null", "*", "",
        "HTTP://LOCALHOST:3000",
    ])
    func staysSilentToOthers(origin: String?) async throws {
        try await ToyAPI().test { client in
            var headers = HTTPFields()
            headers[.origin] = origin
            let response = try await client.execute(uri: "/things", method: .get, headers: headers)
            #expect(response.status == .ok)
            #expect(response.headers[.accessControlAllowOrigin] == nil)
            #expect(response.headers[.accessControlAllowCredentials] == nil)
            #expect(response.headers[.vary] == "Origin")
        }
    }

    @Test(arguments: [
        (Self.allowed, "POST", "authorization, content-type", 204), (Self.allowed, "PATCH", nil, 204),
        (Self.allowed, "TRACE", nil, 400), ("http://evil.com", "POST", nil, 400),
    ])
    func answersPreflights(origin: String, method: String, requested: String?, status: Int) async throws {
        try await ToyAPI().test { client in
            var headers: HTTPFields = [.origin: origin, .accessControlRequestMethod: method]
            headers[.accessControlRequestHeaders] = requested
            for uri in ["/things", "/me", "/nothing"] {
                let response = try await client.execute(uri: uri, method: .options, headers: headers)
                #expect(response.status.code == status)
                #expect((response.headers[.accessControlAllowOrigin] == origin) == (origin == Self.allowed))
                #expect(response.headers[.vary] == "Origin")
                guard status == 204 else { continue }
                #expect(response.headers[.accessControlAllowMethods] == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT")
                #expect(response.headers[.accessControlAllowHeaders] == requested)
                #expect(response.headers[.accessControlMaxAge] == "600")
                #expect(response.headers[.accessControlExposeHeaders] == nil)
            }
        }
    }

    @Test(arguments: [("content-type", 204), ("Content-Type,x-other", 400), ("X-Trace", 204), (nil, 204)])
    func allowsListedHeaders(requested: String?, status: Int) async throws {
        var api = ToyAPI()
        api.cors.headers = ["Content-Type", "X-Trace"]
        api.cors.methods = ["GET", "POST"]
        try await api.test { client in
            var headers: HTTPFields = [.origin: Self.allowed, .accessControlRequestMethod: "POST"]
            headers[.accessControlRequestHeaders] = requested
            let response = try await client.execute(uri: "/things", method: .options, headers: headers)
            #expect(response.status.code == status)
            #expect(response.headers[.accessControlAllowHeaders] == "Content-Type, X-Trace")
            #expect(response.headers[.accessControlAllowMethods] == "GET, POST")
        }
    }

    @Test func allowsEverybodyWithoutCredentials() async throws {
        var api = ToyAPI()
        api.cors.origins = ["*"]
        api.cors.allowsCredentials = false
        try await api.test { client in
            let response = try await client.execute(
                uri: "/things", method: .get, headers: [.origin: "https://anybody.example"])
            #expect(response.headers[.accessControlAllowOrigin] == "*")
            #expect(response.headers[.accessControlAllowCredentials] == nil)
            #expect(response.headers[.vary] == nil)
        }
    }
}
