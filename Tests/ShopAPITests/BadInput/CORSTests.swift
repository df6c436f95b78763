import HTTPTypes
import Testing

@Suite struct CORSTests {
    private let allowOrigin = HTTPField.Name("Access-Control-Allow-Origin")!

    @Test func theFrontendMayCallAndSeesErrors() async throws {
        try await withShop { shop in
            for path in ["/products", "/cart", "/nowhere", "/products?limit=0"] {
                let reply = try await shop.get(path, headers: [.origin: "http://localhost:3000"])
                #expect(reply.headers[self.allowOrigin] == "http://localhost:3000")
                #expect(reply.headers[.init("Access-Control-Allow-Credentials")!] == "true")
                #expect(reply.headers[.vary]?.contains("Origin") == true)
                #expect(reply.headers[.init("Access-Control-Expose-Headers")!]?.contains("X-Process-Time") == true)
            }
        }
    }

    @Test func aPreflightIsAnswered() async throws {
        try await withShop { shop in
            let reply = try await shop.send(
                .options, "/cart/add",
                headers: [
                    .origin: "http://localhost:3000", .init("Access-Control-Request-Method")!: "POST",
                    .init("Access-Control-Request-Headers")!: "authorization,content-type",
                ])
            #expect(reply.status == 200 || reply.status == 204)
            #expect(reply.headers[self.allowOrigin] == "http://localhost:3000")
            #expect(reply.headers[.init("Access-Control-Allow-Methods")!]?.contains("POST") == true)
            let headers = try #require(reply.headers[.init("Access-Control-Allow-Headers")!]).lowercased()
            #expect(headers.contains("authorization") && headers.contains("content-type"))
            #expect(reply.headers[.init("X-Request-ID")!] != nil)
        }
    }

    @Test func aPageMayReadWhatAnswersSayOfTheirRequest() async throws {
        try await withShop { shop in
            let reply = try await shop.get("/api/v1/products", headers: [.origin: "http://localhost:3000"])
            let exposed = try #require(reply.headers[.init("Access-Control-Expose-Headers")!])
            for name in [
                "X-Process-Time", "X-Request-ID", "Retry-After", "ETag", "Idempotency-Replayed", "Location",
                "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
            ] {
                #expect(exposed.split(separator: ", ").contains { $0 == name }, "\(name)")
            }
        }
    }

    @Test(arguments: ["PATCH", "PUT", "DELETE"])
    func aPageMaySendWhatTheShopAsksFor(method: String) async throws {
        let names = [
            "if-match", "if-none-match", "idempotency-key", "authorization", "content-type", "x-request-id",
            "x-cart-token", "x-csrf-token",
        ]
        try await withShop { shop in
            let reply = try await shop.send(
                .options, "/api/v1/products/lamp",
                headers: [
                    .origin: "http://localhost:3000", .init("Access-Control-Request-Method")!: method,
                    .init("Access-Control-Request-Headers")!: names.joined(separator: ","),
                ])
            #expect(reply.status == 204)
            #expect(reply.headers[.init("Access-Control-Allow-Methods")!]?.contains(method) == true)
            let allowed = try #require(reply.headers[.init("Access-Control-Allow-Headers")!]).lowercased()
            #expect(names.allSatisfy { allowed.contains($0) })
        }
    }

    @Test(arguments: [
        "http://evil.example", "null", "http://localhost:3000.evil.example", "https://localhost:3000", "*",
        "http://localhost", "http://localhost:30000", "HTTP://LOCALHOST:3000", "http://localhost:3000/",
        "localhost:3000",
        "http://localhost:3000, http://evil.example", "http://localhost:3000 http://evil.example",
    ])
    func otherOriginsGetNothing(origin: String) async throws {
        try await withShop { shop in
            #expect(try await shop.get("/products", headers: [.origin: origin]).headers[self.allowOrigin] == nil)
            let preflight = try await shop.send(
                .options, "/products",
                headers: [.origin: origin, .init("Access-Control-Request-Method")!: "GET"])
            #expect(preflight.headers[self.allowOrigin] == nil)
            #expect(preflight.headers[.init("Access-Control-Allow-Credentials")!] == nil)
            #expect(preflight.status == 400)
        }
    }
}
