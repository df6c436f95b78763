import HTTPTypes
import HummingbirdTesting
import Testing

@testable import RouteKit

@Suite struct RateLimitTests {
    @Test(arguments: [
        ("5/minute", RateLimit(5, per: .minute)), ("1/second", RateLimit(1, per: .second)),
        ("100/hour", RateLimit(100, per: .hour)), ("9/day", RateLimit(9, per: .day)),
    ])
    func readsLimits(text: String, limit: RateLimit) {
        #expect(RateLimit(text) == limit)
    }

    @Test(arguments: [
        "", "5", "/minute", "5/", "0/minute", "-1/minute", "5/min", "5/minutes", "5/minute/1", "a/hour", "5.5/day",
    ])
    func refusesTheRest(text: String) {
        #expect(RateLimit(text) == nil)
    }

    @Test func countsEachEndpointByItself() async throws {
        var api = ToyAPI()
        api.limit = RateLimit(2, per: .minute)
        try await api.test { client in
            for uri in ["/things", "/things/lamp"] {
                for status in [200, 200, 429, 429] {
                    let response = try await client.execute(uri: uri, method: .get)
                    #expect(response.status.code == status)
                    guard status == 429 else { continue }
                    #expect(
                        response.text
                            == #"{"error":"rate_limit_exceeded","message":"Too many requests. "#
                            + #"Please slow down and try again later.","detail":"2 per 1 minute"}"#)
                    #expect((1...60).contains(Int(response.headers[.retryAfter] ?? "") ?? 0))
                }
            }
            #expect(try await client.execute(uri: "/broken", method: .get).status == .internalServerError)
        }
    }

    /// A request counts whatever comes of it.
    @Test func countsInvalidRequests() async throws {
        var api = ToyAPI()
        api.limit = RateLimit(1, per: .minute)
        try await api.test { client in
            let first = try await client.execute(uri: "/things?limit=0", method: .get)
            #expect(first.status == .unprocessableContent)
            #expect(try await client.execute(uri: "/things?limit=0", method: .get).status == .tooManyRequests)
            #expect(try await client.execute(uri: "/things", method: .head).status == .tooManyRequests)
        }
    }

    /// Behind a trusted proxy every client has its own count.
    @Test func countsEachClientByItself() async throws {
        var api = ToyAPI()
        api.limit = RateLimit(1, per: .minute)
        api.trustedProxies = [AddressBlock("127.0.0.0/8")!]
        try await api.test(.live) { client in
            for (address, status) in [
                ("203.0.113.7", 200), ("203.0.113.8", 200), ("203.0.113.7", 429), ("2001:db8::1", 200),
                ("2001:db8::2", 429), ("2001:db8:0:1::1", 200), ("198.51.100.1, 203.0.113.7", 429),
            ] {
                let response = try await client.execute(
                    uri: "/things", method: .get, headers: [.forwardedFor: address])
                #expect(response.status.code == status, "\(address)")
            }
        }
    }

    @Test func believesNoProxyByItself() async throws {
        var api = ToyAPI()
        api.limit = RateLimit(1, per: .minute)
        try await api.test(.live) { client in
            for (address, status) in [("203.0.113.7", 200), ("203.0.113.8", 429)] {
                let response = try await client.execute(
                    uri: "/things", method: .get, headers: [.forwardedFor: address])
                #expect(response.status.code == status)
            }
        }
    }
}
