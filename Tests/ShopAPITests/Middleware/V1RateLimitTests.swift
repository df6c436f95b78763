import HTTPTypes
import RouteKit
import ShopAPI
import Testing

/// How often a client may call `/api/v1`, and what answers say of it.
@Suite(.timeLimit(.minutes(30)))
struct V1RateLimitTests {
    private static let names = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
    private static let wrong = #"{"email": "nobody@example.com", "password": "not the one"}"#

    private func quota(_ reply: Reply) -> [Int?] {
        Self.names.map { reply.headers[.init($0)!].flatMap { Int($0) } }
    }

    private func withLimits(
        _ api: RateLimit?, auth: RateLimit? = nil, _ body: @Sendable (ShopClient) async throws -> Void
    ) async throws {
        func configure(_ settings: inout Settings) {
            settings.apiRateLimit = api
            settings.authRateLimit = auth
        }
        try await withShop(configure: configure, body)
    }

    @Test func everyAnswerSaysWhatIsLeft() async throws {
        try await self.withLimits(RateLimit(50, per: .minute)) { shop in
            let user = try await shop.signUp()
            let paths = [
                ("/api/v1/products", 200), ("/api/products", 200), ("/api/v1/products/none", 404),
                ("/api/v1/products?page=0", 422), ("/api/v1/orders", 401), ("/api/v1/nowhere", 404),
            ]
            for (index, (path, status)) in paths.enumerated() {
                let reply = try await shop.get(path)
                let quota = self.quota(reply)
                #expect(reply.status == status && quota[0] == 50 && quota[1] == 49 - index, "\(path)")
                #expect((1...60).contains(quota[2] ?? 0))
            }
            let refused = try await shop.post("/api/v1/products", "{}", token: user)
            #expect(refused.status == 403 && self.quota(refused)[1] == 43)
        }
    }

    @Test func whatIsUnchangedCountsToo() async throws {
        try await self.withLimits(RateLimit(10, per: .minute)) { shop in
            let path = "/api/v1/products/gaming-laptop-pro"
            let tag = try #require(try await shop.get(path).headers[.eTag])
            let same = try await shop.get(path, headers: [.ifNoneMatch: tag])
            #expect(same.status == 304 && self.quota(same)[1] == 8)
        }
    }

    @Test func aRequestTooManyIsRefused() async throws {
        try await self.withLimits(RateLimit(2, per: .minute)) { shop in
            for _ in 0..<2 { #expect(try await shop.get("/api/v1/products").status == 200) }
            let reply = try await shop.get("/api/products/gaming-laptop-pro")
            #expect(reply.status == 429 && reply["code"]?.text == "rate_limited" && reply["error"] == nil)
            #expect(reply["detail"]?.text?.isEmpty == false)
            #expect((1...60).contains(reply.headers[.retryAfter].flatMap { Int($0) } ?? 0))
            #expect(self.quota(reply)[0] == 2 && self.quota(reply)[1] == 0)
        }
    }

    @Test func theMountsCountApart() async throws {
        func configure(_ settings: inout Settings) { settings.apiRateLimit = RateLimit(3, per: .minute) }
        try await withShop(productRateLimit: RateLimit(2, per: .minute), configure: configure) { shop in
            for _ in 0..<3 { #expect(try await shop.get("/api/v1/products").status == 200) }
            for _ in 0..<2 {
                let reply = try await shop.get("/products")
                #expect(reply.status == 200 && self.quota(reply) == [nil, nil, nil])
            }
            #expect(try await shop.get("/api/v1/products").status == 429)
            let reply = try await shop.get("/products")
            #expect(reply.status == 429 && self.quota(reply) == [nil, nil, nil])
            #expect(reply["error"]?.text == "rate_limit_exceeded")
        }
    }

    @Test func loginAndRegistrationCountForThemselves() async throws {
        try await self.withLimits(RateLimit(9, per: .minute), auth: RateLimit(3, per: .minute)) { shop in
            let login = try await shop.post("/api/v1/auth/login", Self.wrong)
            #expect(login.status == 401 && self.quota(login).prefix(2) == [3, 2])
            let register = try await shop.post("/api/auth/register", "{}")
            #expect(register.status == 422 && self.quota(register).prefix(2) == [3, 1])
            _ = try await shop.post("/api/v1/auth/login", Self.wrong)
            let refused = try await shop.post("/api/v1/auth/login", Self.wrong)
            #expect(refused.status == 429 && refused["code"]?.text == "rate_limited")
            #expect(try await self.quota(shop.get("/api/v1/auth/me")).prefix(2) == [9, 8])
            #expect(try await shop.post("/auth/login", Self.wrong).status == 401)
        }
    }

    /// However many failed logins there were, an answer of this mount has a code.
    @Test func anAccountThatIsLockedHasACodeToo() async throws {
        try await self.withLimits(nil) { shop in
            var replies: [Reply] = []
            while replies.last?.status != 429, replies.count < 20 {
                replies.append(try await shop.post("/api/v1/auth/login", Self.wrong))
            }
            #expect(replies.last?["code"]?.text == "rate_limited" && replies.last?["error"] == nil)
        }
    }

    @Test func withoutLimitsAnswersSayNothing() async throws {
        try await self.withLimits(nil) { shop in
            for path in ["/api/v1/products", "/api/v1/orders", "/api/v1/nowhere"] {
                let reply = try await shop.get(path)
                #expect(self.quota(reply) == [nil, nil, nil])
            }
        }
    }

    @Test func instancesCountTogether() async throws {
        try await self.withLimits(RateLimit(3, per: .minute)) { shop in
            _ = try await shop.get("/api/v1/products")
            try await shop.withAnotherInstance { other in
                let reply = try await other.get("/api/v1/products")
                #expect(self.quota(reply)[1] == 1)
            }
        }
    }
}
