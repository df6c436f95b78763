import BSON
import Carts
import Foundation
import HTTPTypes
import MongoODM
import RedisCache
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog

/// Carts have their products from memory, as the products' pages.
@Suite(.timeLimit(.minutes(30)))
struct CartProductTests {
    /// What the shop asks MongoDB, without who asks.
    private func questions(_ shop: ShopClient, _ work: () async throws -> Void) async throws -> [String] {
        try await shop.questions(work).filter { !$0.hasSuffix(".users") && !$0.hasSuffix(".sessions") }
    }

    private func add(_ product: Int, _ shop: ShopClient, _ user: String) async throws -> Reply {
        try await shop.post("/api/v1/cart/items", #"{"product_id": \#(product)}"#, token: user)
    }

    @Test func aCartIsOneQuestion() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            for product in 1...3 { _ = try await self.add(product, shop, user) }
            for path in ["/cart", "/api/v1/cart"] {
                try await eventually {
                    try await self.questions(shop) {
                        let cart = try await shop.get(path, token: user)
                        #expect(cart["items"]?.elements.count == 3)
                    }.count == 1
                }
            }
        }
    }

    @Test(arguments: [
        ("/cart/add", #"{"product_id": 1, "qty": 1}"#), ("/api/v1/cart/items", #"{"product_id": 1}"#),
        ("/api/v1/cart/items", #"{"product_id": "gaming-laptop-pro"}"#),
    ])
    func anAdditionIsOneChange(path: String, body: String) async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try #require(try await shop.get("/api/v1/products/1")["id"]?.text)
            let ofAdmins = "/admin/products/\(id)"
            _ = try await shop.patch(ofAdmins, #"{"inventory": 1000}"#, token: admin)
            for product in 2...3 { _ = try await self.add(product, shop, user) }
            try await eventually {
                try await self.questions(shop) {
                    let reply = try await shop.post(path, body, token: user)
                    #expect([200, 201].contains(reply.status))
                }.count == 1
            }
        }
    }

    @Test func aWishlistIsCountedAndRead() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            for product in 1...3 {
                _ = try await shop.post("/api/v1/wishlist", #"{"product_id": \#(product)}"#, token: user)
            }
            try await eventually {
                try await self.questions(shop) {
                    let list = try await shop.get("/api/v1/wishlist", token: user)
                    #expect(list["total"]?.integer == 3)
                }.count == 2
            }
        }
    }

    @Test(arguments: ["/cart", "/api/v1/cart"])
    func aHundredProductsThatAreNotInMemoryAreOneQuestion(path: String) async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let numbers = Array(1000..<1100)
            try await Repository<Product>(shop.database).createMany(
                numbers.map {
                    Product(
                        productID: $0, name: "Lamp", slug: "lamp-\($0)", price: Money(minorUnits: 100), inventory: 9)
                })
            let items = numbers.map { #"{"product_id": \#($0), "quantity": 1}"# }.joined(separator: ", ")
            let synced = try await shop.post("/api/v1/cart/sync", #"{"items": [\#(items)]}"#, token: user)
            #expect(synced.status == 200 && synced["rejected"] == [])
            try await shop.know(user)
            await shop.backend.shop.catalog.forgetAll()
            let questions = try await self.questions(shop) {
                let cart = try await shop.get(path, token: user)
                let lines = try #require(cart["items"]?.elements)
                #expect(lines.count == 100 && lines.allSatisfy { $0["name"]?.text == "Lamp" })
            }
            #expect(questions.count == 2, "\(questions)")
        }
    }

    /// What the line of a cart shows of product 1.
    private struct Shown: Equatable {
        var price: String?
        var stock: Int?
        var isForSale: Bool
    }

    private func line(_ shop: ShopClient, _ user: String) async throws -> Shown {
        let line = try #require(try await shop.get("/api/v1/cart", token: user)["items"]?.elements.first)
        return Shown(
            price: line["unit_price"]?.digits, stock: line["stock"]?.integer, isForSale: line["available"] == true)
    }

    /// Waits until the products of a cart are in memory.
    private func warm(_ shop: ShopClient, _ user: String) async throws {
        try await eventually {
            try await self.questions(shop) { _ = try await shop.get("/cart", token: user) }.count == 1
        }
    }

    @Test(arguments: [#"{"price": 7}"#, #"{"inventory": 3}"#, #"{"is_active": false}"#])
    func whatAnotherInstanceChangesIsInTheCartWithThePage(change: String) async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            #expect(try await self.add(1, shop, user).status == 201)
            let id = try #require(try await shop.get("/api/v1/products/1")["id"]?.text)
            let page = "/products/gaming-laptop-pro"
            try await shop.withAnotherInstance { other in
                let shown = try await shop.get(page)
                try await eventually {
                    _ = try await shop.get(page)
                    try await self.warm(shop, user)
                    return shop.backend.shop.catalog.productInMemory(slug: "gaming-laptop-pro") != nil
                }
                let before = try await self.line(shop, user)
                #expect(before == Shown(price: "2499.99", stock: 15, isForSale: true))
                #expect(try await other.patch("/admin/products/\(id)", change, token: admin).status == 200)
                // At once where it was changed, and where the message has come.
                let changed = try await self.line(other, user)
                #expect(changed != before)
                try await eventually { try await shop.get(page).body != shown.body }
                #expect(try await self.line(shop, user) == changed)
            }
        }
    }

    @Test func whatAnotherProgramChangesIsInTheCartSoon() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            #expect(try await self.add(1, shop, user).status == 201)
            try await self.warm(shop, user)
            let price: BSONValue = .decimal128(try #require(Decimal128("7.5")))
            try await shop.database.run([
                "update": "products", "updates": [["q": ["product_id": 1], "u": ["$set": ["price": price]]]],
            ])
            try await eventually {
                try await shop.get("/cart", token: user)["items"]?.elements.first?["price"]?.digits == "7.50"
            }
        }
    }

    @Test func whatIsBoughtIsGoneFromTheStockOfCartsAtOnce() async throws {
        try await withShop { shop in
            let (user, buyer) = (try await shop.signUp(), try await shop.signUp())
            #expect(try await self.add(1, shop, user).status == 201)
            try await self.warm(shop, user)
            let order = try await shop.order(1, quantity: 15, as: buyer)
            #expect(try await shop.post("/payments/confirm?order_id=\(order)", "", token: buyer).status == 200)
            #expect(try await self.line(shop, user).stock == 0)
            #expect(try await self.add(1, shop, user)["code"]?.text == "out_of_stock")
        }
    }

    @Test func anOrderCostsWhatMongoDBSaysWhateverTheCacheDoes() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            #expect(try await self.add(1, shop, user).status == 201)
            var wrong = try #require(try await Repository<Product>(shop.database).findOne(\.productID == 1))
            wrong.price = Money(minorUnits: 1)
            try await eventually {
                await shop.backend.cache.set(
                    BSONDocument(wrong).withBytes { Array($0) }, namespace: "products", key: "record:1")
                return try await shop.get("/cart", token: user)["total"]?.digits == "0.01"
            }
            let order = try await shop.post("/checkout/create-order", "", token: user)
            #expect(order["total"]?.digits == "2499.99")
        }
    }

    @Test func withoutRedisCartsAreAnsweredFromMongoDB() async throws {
        let redis = try ServerProcess()
        defer { redis.remove() }
        let executable = ProcessInfo.processInfo.environment["BODEGA_REDIS_SERVER"] ?? "redis-server"
        let command = [executable, "--port", "\(redis.port)", "--bind", "127.0.0.1", "--save", ""]
        try redis.start(command)
        try await withShop(redisURL: "redis://127.0.0.1:\(redis.port)") { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try #require(try await shop.get("/api/v1/products/1")["id"]?.text)
            #expect(try await self.add(1, shop, user).status == 201)
            _ = try await shop.get("/cart", token: user)
            redis.kill()
            #expect(try await shop.patch("/admin/products/\(id)", #"{"price": 7}"#, token: admin).status == 200)
            let shown = try await shop.get("/cart", token: user)
            #expect(shown["items"]?.elements.first?["price"]?.digits == "7.00")
            #expect(try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user).status == 200)
            // What is left of the shop in Redis is removed at the end.
            try redis.start(command)
            try await eventually { try await shop.get("/ready")["redis"]?.text == "up" }
        }
    }
}
