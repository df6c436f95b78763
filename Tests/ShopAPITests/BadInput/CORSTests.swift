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
