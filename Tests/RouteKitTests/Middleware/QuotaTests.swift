import HTTPTypes
import HummingbirdTesting
import Schemas
import Testing

@testable import RouteKit

/// How the requests to a mount with quotas are counted.
@Suite struct QuotaTests {
    private static let mount = Mount("/api/v1", name: "v1", title: "All", alias: "/api", hasQuotas: true)

    private func api(_ api: RateLimit?, auth: RateLimit? = nil) -> ToyAPI {
        var toys = ToyAPI()
        toys.mount = Self.mount
        toys.limit = RateLimit(1, per: .minute)
        toys.quotas = (api, auth)
        return toys
    }

    private func remaining(_ response: TestResponse) -> String? { response.headers[.rateLimitRemaining] }

    @Test func allRoutesAndPathsShareAQuota() async throws {
        try await self.api(RateLimit(10, per: .minute)).test { client in
            var remaining: [String?] = []
            for uri in ["/api/v1/things", "/api/things", "/api/v1/me", "/api/v1/broken", "/api/v1/things?limit=0"] {
                remaining.append(self.remaining(try await client.execute(uri: uri, method: .get)))
            }
            #expect(remaining == ["9", "8", "7", "6", "5"])
        }
    }

    @Test func aRequestTooManyIsRefusedWithACode() async throws {
        try await self.api(RateLimit(1, per: .minute)).test { client in
            _ = try await client.execute(uri: "/api/v1/things", method: .get)
            let response = try await client.execute(uri: "/api/v1/things/lamp", method: .get)
            #expect(response.status == .tooManyRequests)
            #expect(
                response.text
                    == #"{"detail":"No more than 1 requests a minute; please try again later.","code":"rate_limited"}"#)
            #expect((1...60).contains(response.headers[.retryAfter].flatMap { Int($0) } ?? 0))
            #expect(response.headers[.rateLimitLimit] == "1")
            #expect(self.remaining(response) == "0")
            #expect((1...60).contains(response.headers[.rateLimitReset].flatMap { Int($0) } ?? 0))
        }
    }

    @Test func aRouteMayHaveTheOtherQuota() async throws {
        try await self.api(RateLimit(5, per: .minute), auth: RateLimit(3, per: .minute)).test { client in
            let posted = try await client.execute(uri: "/api/v1/things", method: .post)
            #expect(posted.headers[.rateLimitLimit] == "3" && self.remaining(posted) == "2")
            let got = try await client.execute(uri: "/api/v1/things", method: .get)
            #expect(got.headers[.rateLimitLimit] == "5" && self.remaining(got) == "4")
        }
    }

    @Test func anExemptRouteIsNotCounted() async throws {
        try await self.api(RateLimit(1, per: .minute)).test { client in
            for _ in 0..<3 {
                let response = try await client.execute(uri: "/api/v1/state", method: .get)
                #expect(response.status == .ok && response.headers[.rateLimitLimit] == nil)
            }
        }
    }

    /// The limit of single routes, which is 1 here, does not hold in a mount with quotas.
    @Test func withoutALimitNothingIsCounted() async throws {
        try await self.api(nil).test { client in
            for _ in 0..<3 {
                let response = try await client.execute(uri: "/api/v1/things", method: .get)
                #expect(response.status == .ok && response.headers[.rateLimitLimit] == nil)
            }
        }
    }

    @Test func whatHasNoRouteCountsToo() async throws {
        try await self.api(RateLimit(3, per: .minute)).test { client in
            for (uri, method, status, remaining) in [
                ("/api/v1/nowhere", HTTPRequest.Method.get, 404, "2"), ("/api/nowhere", .put, 404, "1"),
                ("/api/v1/things", .delete, 405, "0"), ("/api/v1/nowhere", .get, 429, "0"), ("/apis", .get, 404, nil),
            ] {
                let response = try await client.execute(uri: uri, method: method)
                #expect(response.status.code == status && self.remaining(response) == remaining, "\(method) \(uri)")
            }
        }
    }

    @Test func aPreflightIsNotCounted() async throws {
        try await self.api(RateLimit(1, per: .minute)).test { client in
            for _ in 0..<3 {
                let response = try await client.execute(
                    uri: "/api/v1/things", method: .options,
                    headers: [.origin: "http://localhost:3000", .accessControlRequestMethod: "GET"])
                #expect(response.status == .noContent && response.headers[.rateLimitLimit] == nil)
            }
        }
    }

    @Test func theDescriptionRefersToTheFieldsAndTheRefusal() {
        let table = RouteTable(Self.mount.mounted(ToyAPI().routes))
        let document = OpenAPIDocument(table, title: "", version: "", summary: "").node
        let responses = document["paths"]?["/api/v1/me"]?["get"]?["responses"]
        #expect(responses?["429"] == ["$ref": "#/components/responses/RateLimited"])
        #expect(
            responses?["200"]?["headers"]?["RateLimit-Limit"] == ["$ref": "#/components/headers/RateLimit-Limit"])
        let components = document["components"]
        #expect(components?["headers"]?["RateLimit-Remaining"]?["schema"] == ["type": "integer"])
        #expect(components?["responses"]?["RateLimited"]?["headers"]?["Retry-After"] != nil)
        #expect(components?["schemas"]?["CodedErrorMessage"] != nil)
        let exempt = document["paths"]?["/api/v1/state"]?["get"]?["responses"]
        #expect(exempt?["429"] == nil && exempt?["200"]?["headers"] == nil)
    }
}
