import Foundation
import HTTPTypes
import RouteKit
import ShopAPI
import TestSupport
import Testing

/// What clients see while MongoDB or Redis is away, and that it passes by itself.
@Suite struct OutageTests {
    @Test func withoutMongoDBTheShopSaysSoInTimeAndRecovers() async throws {
        try await MongoServer.with { server in
            try await withShop(mongodbURI: server.uri) { shop in
                let user = try await shop.signUp()
                let order = try await shop.order(1, quantity: 1, as: user)
                // The watch of products drops what is cached until it has told of all that were seeded.
                let key = "products:list:q=all:skip=0:limit=20"
                var timesFound = 0
                try await eventually {
                    _ = try await shop.get("/products")
                    timesFound = try await shop.cachedKeys().contains(key) ? timesFound + 1 : 0
                    return timesFound == 20
                }
                let list = try await shop.get("/products")
                server.kill()

                // As many as the client has connections, so that none waits for another: a call of MongoDB may take 4 s.
                let start = ContinuousClock.now
                let replies = try await parallel(8) { index in
                    if index % 2 == 0 { return try await shop.get("/cart", token: user) }
                    return try await shop.post("/payments/confirm?order_id=\(order)", "", token: user)
                }
                #expect(ContinuousClock.now - start < .seconds(6))
                for reply in replies {
                    #expect(reply.status == 503 && reply.detail != nil && reply.headers[.retryAfter] != nil)
                }
                let login = #"{"email": "admin@example.com", "password": "admin123"}"#
                #expect(try await shop.post("/auth/login", login).status == 503)
                #expect(try await shop.get("/health").status == 200)
                #expect(try await shop.get("/ready").status == 503)
                // What the cache holds is still served.
                #expect(try await shop.get("/products").body == list.body)

                try server.start()
                try await eventually { try await shop.get("/cart", token: user).status == 200 }
                let payment = try await shop.post("/payments/confirm?order_id=\(order)", "", token: user)
                #expect(payment["status"]?.text == "paid")
                #expect(try await shop.inventory(of: 1) == 14)
                #expect(try await shop.get("/ready").status == 200)
            }
        }
    }

    @Test func withoutRedisTheShopAnswersFromMongoDB() async throws {
        let redis = try ServerProcess()
        defer { redis.remove() }
        let executable = ProcessInfo.processInfo.environment["BODEGA_REDIS_SERVER"] ?? "redis-server"
        let command = [executable, "--port", "\(redis.port)", "--bind", "127.0.0.1", "--save", ""]
        try redis.start(command)
        let url = "redis://127.0.0.1:\(redis.port)"
        try await withShop(productRateLimit: RateLimit(1000, per: .hour), redisURL: url) { shop in
            let admin = try await shop.admin()
            let product = try await shop.get("/products/gaming-laptop-pro")
            let path = "/admin/products/\(product["id"]?.text ?? "")"
            try await eventually { try await shop.get("/ready")["redis"]?.text == "up" }
            redis.kill()
            #expect(try await shop.get("/products").list.count == 20)
            #expect(try await shop.patch(path, #"{"price": 7}"#, token: admin).status == 200)
            #expect(try await shop.get("/products/gaming-laptop-pro")["price"]?.digits == "7.00")
            #expect(try await shop.get("/ready")["redis"]?.text == "down")
            try redis.start(command)
            try await eventually { try await shop.get("/ready")["redis"]?.text == "up" }
            try await eventually {
                #expect(try await shop.get("/products/gaming-laptop-pro")["price"]?.digits == "7.00")
                return try await shop.cachedKeys().contains("products:slug:gaming-laptop-pro")
            }
        }
    }
}
