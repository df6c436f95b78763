import Accounts
import Catalog
import HTTPTypes
import HummingbirdTesting
import NIOCore
import NIOPosix
import RouteKit
import Shop
import ShopAPI
import ShopCore
import Synchronization
import TestSupport
import Testing

/// What is answered from memory can't be told from what the router answers.
@Suite(.timeLimit(.minutes(30)))
struct FastPathTests {
    private static let slug = "gaming-laptop-pro"

    /// Reads until everything that these tests ask for is in memory.
    private func warmUp(_ shop: ShopClient) async throws {
        let catalog = shop.backend.shop.catalog
        try await eventually {
            _ = try await catalog.product(slug: Self.slug)
            _ = try await catalog.list(search: nil, skip: 0, limit: 20)
            _ = try await catalog.list(search: "a b", skip: 5, limit: 3)
            for path in ["/api/v1/products", "/api/v1/products/\(Self.slug)"] { _ = try await shop.get(path) }
            return catalog.productInMemory(slug: Self.slug) != nil
                && catalog.listInMemory(search: nil, productID: nil, skip: 0, limit: 20) != nil
                && catalog.listInMemory(search: "a b", productID: nil, skip: 5, limit: 3) != nil
        }
    }

    @Test(arguments: [nil, RateLimit(100_000, per: .minute)])
    func answersAreTheSameFieldByField(limit: RateLimit?) async throws {
        func secure(_ settings: inout Settings) {
            settings.strictTransport = .seconds(3600)
            settings.apiRateLimit = limit
        }
        try await withShop(productRateLimit: limit, configure: secure) { shop in
            try await self.warmUp(shop)
            let tag = try #require(shop.backend.shop.catalog.productInMemory(slug: Self.slug)?.tag)
            let requests: [(String, [String])] = [
                ("/products", []), ("/products?", []), ("/products?skip=0&limit=20", []),
                ("/products?q=a+b&skip=5&limit=3", []), ("/products?q=a%20b&skip=5&limit=3", []),
                ("/api/v1/products", []), ("/api/v1/products?page=1", []), ("/api/products/\(Self.slug)", []),
                ("/products/\(Self.slug)", []), ("/products/\(Self.slug)?x=y", ["User-Agent: test"]),
                ("/products", ["Origin: http://localhost:3000"]), ("/products", ["Origin: http://evil.example"]),
                ("/api/v1/products", ["Origin: http://localhost:3000"]),
                ("/products", ["X-Request-ID: given-1"]), ("/products", ["X-Request-ID: not given"]),
                ("/products/\(Self.slug)", ["If-None-Match: \(tag)"]),
                ("/products/\(Self.slug)", ["If-None-Match: \"x\", W/\(tag)", "Origin: http://localhost:5173"]),
                ("/products/\(Self.slug)", ["If-None-Match: *"]), ("/products", ["If-None-Match: \"x\""]),
                ("/products", ["X-Forwarded-For: 203.0.113.7"]), ("/products", ["Content-Length: 0"]),
            ]
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                for (target, fields) in requests {
                    var answers: [RawConnection.ResponseHead] = []
                    var bodies: Set<String> = []
                    // A request that asks for anything special about its connection is answered by the router.
                    for connectionField in ["Connection: keep-alive, x", "Connection: Keep-Alive"] {
                        try await connection.get(target, fields + [connectionField])
                        let (head, body) = try await connection.response()
                        answers.append(head.comparable)
                        bodies.insert(body)
                    }
                    #expect(answers[0] == answers[1], "\(target) \(fields)")
                    #expect(bodies.count == 1)
                    #expect(answers[0]["X-Content-Type-Options"] == "nosniff")
                    #expect(answers[0]["Strict-Transport-Security"] == "max-age=3600")
                    #expect(answers[0]["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'")
                    #expect(answers[0]["Cache-Control"] == "no-cache")
                    #expect(answers[0].fields.count >= 11)
                    let hasQuota = limit != nil && target.hasPrefix("/api/")
                    #expect((answers[0]["RateLimit-Limit"] == "100000") == hasQuota)
                }
            }
        }
    }

    @Test func answersKeepTheOrderOfRequests() async throws {
        try await withShop { shop in
            try await self.warmUp(shop)
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                // Every other one is in memory; all are sent before the first is answered.
                let targets = (0..<50).map {
                    $0.isMultiple(of: 2) ? "/products?q=nothing\($0)" : "/products/\(Self.slug)"
                }
                let requests = targets.map { "GET \($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
                try await connection.send(requests.joined())
                for target in targets {
                    let (head, body) = try await connection.response()
                    #expect(head.status == "HTTP/1.1 200 OK")
                    #expect(target.contains("nothing") ? body == "[]" : body.contains(#""slug":"\#(Self.slug)""#))
                }
            }
        }
    }

    /// A client that sends and does not read gets everything in the end, and in the order of its requests.
    @Test func aClientThatDoesNotReadIsServedWhenItDoes() async throws {
        try await withShop { shop in
            try await self.warmUp(shop)
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                let count = 3000
                for number in 0..<count {
                    try await connection.get(number.isMultiple(of: 2) ? "/products" : "/products/\(Self.slug)")
                }
                for number in 0..<count {
                    let (_, body) = try await connection.response()
                    #expect(body.hasPrefix(number.isMultiple(of: 2) ? "[" : "{"))
                }
            }
        }
    }

    /// A client that says at once that it will ask no more gets what it asked for, and then the end.
    @Test(arguments: [[], ["/products"], ["/products?q=nothing"], ["/products", "/products?q=nothing", "/products"]])
    func aClientThatSendsNothingMoreGetsItsAnswers(targets: [String]) async throws {
        try await withShop { shop in
            try await self.warmUp(shop)
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                let requests = targets.map { "GET \($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
                try await connection.send(requests.joined())
                connection.finish()
                for target in targets {
                    let (head, body) = try await connection.response()
                    #expect(head.status == "HTTP/1.1 200 OK")
                    #expect((body == "[]") == target.contains("nothing"))
                }
                #expect(try await connection.isAtEnd())
            }
        }
    }

    @Test(arguments: [false, true])
    func malformedBytesAreRefused(afterARequest: Bool) async throws {
        try await withShop { shop in
            try await self.warmUp(shop)
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                if afterARequest {
                    try await connection.get("/products")
                    _ = try await connection.response()
                }
                try await connection.send("nonsense\r\n\r\n")
                let (head, _) = try await connection.response()
                #expect(head.status == "HTTP/1.1 400 Bad Request")
                #expect(try await connection.isAtEnd())
            }
        }
    }

    /// Connections that have asked nothing, or only for what was in memory, do not hold the server when it stops.
    @Test func idleConnectionsEndWithTheServer() async throws {
        let connected = Mutex<[any Channel]>([])
        try await withShop { shop in
            try await self.warmUp(shop)
            let port = try #require(shop.http.port)
            for request in ["", "GET /products HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
                let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .connect(host: "127.0.0.1", port: port).get()
                try await channel.writeAndFlush(ByteBuffer(string: request))
                connected.withLock { $0.append(channel) }
            }
        }
        for channel in connected.withLock({ $0 }) { try await channel.closeFuture.get() }
    }

    @Test func rateLimitsHoldAcrossBothWays() async throws {
        try await withShop(productRateLimit: RateLimit(500, per: .minute)) { shop in
            try await self.warmUp(shop)
            let statuses = try await parallel(40) { _ in
                var statuses: [Int] = []
                for _ in 0..<20 { statuses.append(try await shop.get("/products").status) }
                return statuses
            }
            let counts = Dictionary(grouping: statuses.joined(), by: \.self).mapValues(\.count)
            #expect(counts == [200: 500, 429: 300])
        }
    }

    @Test func bothWaysSayWhatIsLeftOfOneQuota() async throws {
        func limit(_ settings: inout Settings) { settings.apiRateLimit = RateLimit(100_000, per: .day) }
        try await withShop(configure: limit) { shop in
            try await self.warmUp(shop)
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { connection in
                var remaining: [Int] = []
                for connectionField in ["Connection: keep-alive, x", "Connection: Keep-Alive", "Connection: x"] {
                    try await connection.get("/api/v1/products", [connectionField])
                    let head = try await connection.response().head
                    remaining.append(head["RateLimit-Remaining"].flatMap { Int($0) } ?? 0)
                    #expect(head["RateLimit-Reset"] == "86400")
                }
                #expect(remaining == [remaining[0], remaining[0] - 1, remaining[0] - 2])
            }
        }
    }

    @Test func aChangedPriceHasAnotherTag() async throws {
        try await withShop { shop in
            try await self.warmUp(shop)
            let admin = try await shop.admin()
            let before = try await shop.get("/products/\(Self.slug)")
            let tag = try #require(before.headers[.eTag])
            let same = try await shop.get("/products/\(Self.slug)", headers: [.ifNoneMatch: tag])
            #expect(same.status == 304)
            #expect(same.body.isEmpty)
            let id = try #require(before["id"]?.text)
            #expect(try await shop.patch("/admin/products/\(id)", #"{"price": 1}"#, token: admin).status == 200)
            let after = try await shop.get("/products/\(Self.slug)", headers: [.ifNoneMatch: tag])
            #expect(after.status == 200)
            #expect(after.headers[.eTag] != tag)
        }
    }
}
