import BSON
import HTTPTypes
import Logging
import MongoODM
import RedisCache
import Schemas
import ShopAPI
import TestSupport
import Testing

/// Changes each by itself, and up to sixteen that commit together.
private let groupSizes = [1, 16]

/// What must hold when requests come at once.
@Suite struct ParallelRequestTests {
    @Test(arguments: groupSizes) func fiftyBuyersOfTenItems(groupSize: Int) async throws {
        try await withShop(configure: { $0.mongodbGroupSize = groupSize }) { shop in
            _ = try await shop.addProduct(as: shop.admin(), id: 101, slug: "rare", inventory: 10)
            let buyers = try await parallel(50) { _ -> (String, String) in
                let user = try await shop.signUp()
                return (user, try await shop.order(101, quantity: 1, as: user))
            }
            let replies = try await parallel(50) { index in
                try await shop.post("/payments/confirm?order_id=\(buyers[index].1)", "", token: buyers[index].0)
            }
            #expect(replies.allSatisfy { $0.status == 200 })
            // Each is told of its own order.
            #expect(zip(replies, buyers).allSatisfy { $0["order_id"]?.text == $1.1 })
            #expect(replies.filter { $0["status"]?.text == "paid" }.count == 10)
            #expect(replies.filter { $0["status"]?.text == "failed" }.count == 40)
            #expect(try await shop.inventory(of: 101) == 0)
            #expect(try await shop.get("/products/rare")["inventory"]?.integer == 0)
        }
    }

    @Test(arguments: groupSizes) func oneOrderConfirmedTwentyTimes(groupSize: Int) async throws {
        try await withShop(configure: { $0.mongodbGroupSize = groupSize }) { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 2, as: user)
            let replies = try await parallel(20) { _ in
                try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)
            }
            #expect(replies.allSatisfy { $0.status == 200 && $0.body == replies[0].body })
            #expect(replies[0]["status"]?.text == "paid")
            #expect(try await shop.inventory(of: 1) == 13)
        }
    }

    @Test func oneOrderConfirmedWithEveryOutcomeAtOnce() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 2, as: user)
            let outcomes = ["success", "failure", "canceled"]
            let replies = try await parallel(18) { index in
                try await shop.post("/payments/confirm?order_id=\(id)&outcome=\(outcomes[index % 3])", "", token: user)
            }
            #expect(replies.allSatisfy { $0.status == 200 && $0.body == replies[0].body })
            let expected = replies[0]["status"]?.text == "paid" ? 13 : 15
            #expect(try await shop.inventory(of: 1) == expected)
        }
    }

    @Test(arguments: groupSizes) func eachHasItsOwnCartAndOrder(groupSize: Int) async throws {
        try await withShop(configure: { $0.mongodbGroupSize = groupSize }) { shop in
            let users = try await parallel(24) { _ in try await shop.signUp() }
            let totals = try await parallel(24) { index -> [String?] in
                let quantity = index + 1
                let cart = try await shop.post(
                    "/cart/add", #"{"product_id": 1, "qty": \#(quantity)}"#, token: users[index])
                #expect(cart["items"]?.elements.compactMap { $0["qty"]?.integer } == [quantity])
                let order = try await shop.post("/checkout/create-order", "", token: users[index])
                #expect(order.status == 200)
                let orders = try await shop.get("/orders", token: users[index]).list
                #expect(orders.count == 1)
                #expect(orders.first?["items"]?.elements.compactMap { $0["qty"]?.integer } == [quantity])
                return orders.map { $0["_id"]?.text }
            }
            #expect(Set(totals.flatMap { $0 }).count == 24)
        }
    }

    @Test(arguments: groupSizes) func twentyAddsToOneCart(groupSize: Int) async throws {
        try await withShop(configure: { $0.mongodbGroupSize = groupSize }) { shop in
            let user = try await shop.signUp()
            let replies = try await parallel(20) { index in
                try await shop.post(
                    "/cart/add", #"{"product_id": \#(1 + index % 2), "qty": \#(index + 1)}"#, token: user)
            }
            #expect(replies.allSatisfy { $0.status == 200 })
            let lines = try #require(try await shop.get("/cart", token: user)["items"]).elements
            #expect(lines.count == 2)
            #expect(lines.compactMap { $0["qty"]?.integer }.reduce(0, +) == 210)
        }
    }

    @Test func oneCartCheckedOutTenTimes() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user)
            let replies = try await parallel(10) { _ in
                try await shop.post("/checkout/create-order", "", token: user)
            }
            #expect(replies.filter { $0.status == 200 }.count == 1)
            #expect(replies.filter { $0.status == 400 && $0.detail == "Cart is empty" }.count == 9)
            #expect(try await shop.get("/orders", token: user).list.count == 1)
        }
    }

    @Test func addsDuringCheckoutsAreNeitherLostNorOrderedTwice() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await parallel(30) { index in
                if index % 3 == 0 { return try await shop.post("/checkout/create-order", "", token: user) }
                return try await shop.post("/cart/add", #"{"product_id": \#(1 + index % 5), "qty": 1}"#, token: user)
            }
            let orders = try await shop.get("/orders?limit=100", token: user).list
            let lines = try await orders + [shop.get("/cart", token: user).json]
            let quantities = lines.flatMap { $0["items"]?.elements ?? [] }.compactMap { $0["qty"]?.integer }
            #expect(quantities.reduce(0, +) == 20)
        }
    }

    @Test func thirtySignupsWithOneAddress() async throws {
        try await withShop { shop in
            let replies = try await parallel(30) { index in
                let email = index % 2 == 0 ? "same@example.com" : "SAME@Example.com"
                return try await shop.post("/auth/signup", #"{"email": "\#(email)", "password": "SecurePass123"}"#)
            }
            #expect(replies.filter { $0.status == 200 }.count == 1)
            #expect(replies.filter { $0.status == 409 }.count == 29)
            #expect(try await shop.countUsers() == 2)
        }
    }

    @Test func nobodyIsServedAnOldPrice() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let id = try #require(try await shop.get("/products/gaming-laptop-pro")["id"]?.text)
            let floor = Floor(249_999)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for reader in 0..<8 {
                    group.addTask {
                        while !floor.isFinished {
                            // What was answered to the admin before the request began is the least to be seen.
                            let least = floor.value
                            let reply = try await shop.get(
                                reader % 2 == 0 ? "/products?q=laptop" : "/products/gaming-laptop-pro")
                            let product = reader % 2 == 0 ? reply.list.first : reply.json
                            let price = product?["price"]?.digits.flatMap { ExactDecimal($0) }?.scaled(to: 2)
                            #expect(try #require(price) >= least)
                        }
                    }
                }
                group.addTask {
                    for step in 1...40 {
                        let price = 249_999 + Int64(step)
                        let text = ExactDecimal(coefficient: price, exponent: -2).description
                        let reply = try await shop.patch("/admin/products/\(id)", #"{"price": \#(text)}"#, token: admin)
                        #expect(reply.status == 200)
                        floor.raise(to: price)
                    }
                    floor.finish()
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func whatWasReadBeforeAnUpdateIsNotStoredAfterIt() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let id = try #require(try await shop.get("/products/gaming-laptop-pro")["id"]?.text)
            _ = try await shop.patch("/admin/products/\(id)", #"{"inventory": 14}"#, token: admin)
            // Another instance misses, reads the old price from MongoDB, and is overtaken by the admin.
            let cache = CacheManager(
                redis: shop.backend.redis, prefix: shop.settings.keyPrefix, logger: Logger(label: "test"))
            for key in ["slug:gaming-laptop-pro", "list:q=all:skip=0:limit=20"] {
                let served = try await cache.cached(namespace: "products", key: key) { () -> String in
                    let reply = try await shop.patch("/admin/products/\(id)", #"{"price": 1}"#, token: admin)
                    #expect(reply.status == 200)
                    return #"{"price": 2499.99}"#
                }
                #expect(served.contains("2499.99"))
                #expect(await cache.get(namespace: "products", key: key) == nil)
            }
            #expect(try await shop.get("/products/gaming-laptop-pro")["price"]?.digits == "1.00")
            #expect(try await shop.get("/products").list.first?["price"]?.digits == "1.00")
        }
    }

    @Test func twoInstancesStartOnAnEmptyDatabase() async throws {
        try await withShop { shop in
            try await shop.withAnotherInstance { other in
                #expect(try await other.get("/products?limit=100").list.count == 20)
                #expect(try await shop.get("/products?limit=100").list.count == 20)
                #expect(try await shop.countUsers() == 1)
                let indexes = try await shop.indexNames()
                #expect(indexes["products"]?.isSuperset(of: ["product_id_1", "slug_1", "name_1"]) == true)
                #expect(indexes["users"]?.contains("email_1") == true)
                #expect(indexes["carts"]?.contains("user_id_1") == true)
                #expect(indexes["orders"]?.count == 16)
            }
        }
    }

    @Test func whatOneInstanceChangesTheOtherShows() async throws {
        try await withShop { shop in
            try await shop.withAnotherInstance { other in
                let admin = try await shop.admin()
                let id = try #require(try await other.get("/products/gaming-laptop-pro")["id"]?.text)
                for price in 1...10 {
                    _ = try await shop.patch("/admin/products/\(id)", #"{"price": \#(price)}"#, token: admin)
                    // Redis' message to the other instance may be under way still.
                    try await eventually {
                        let product = try await other.get("/products/gaming-laptop-pro")
                        let list = try await other.get("/products")
                        return [product["price"], list.list.first?["price"]].allSatisfy {
                            $0?.digits == "\(price).00"
                        }
                    }
                }
            }
        }
    }

    /// Also in what other instances have in their caches.
    @Test func whatIsSeededIsShown() async throws {
        try await withShop { shop in
            try await shop.database.run(["delete": "products", "deletes": [["q": [:], "limit": 0]]])
            try await eventually { try await shop.get("/products").list.isEmpty }
            try await shop.withAnotherInstance { other in
                let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                try await other.backend.prepare(other.settings, seedingAgain: true, logger: logger)
                try await eventually { try await shop.get("/products").list.count == 20 }
            }
        }
    }
}
