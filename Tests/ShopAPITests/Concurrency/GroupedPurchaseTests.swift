import Schemas
import ShopAPI
import TestSupport
import Testing

/// The same as with commits of their own, where changes of many buyers travel together.
@Suite struct GroupedPurchaseTests {
    private func withGroups(_ body: @Sendable (ShopClient) async throws -> Void) async throws {
        try await withShop(configure: { $0.mongodbGroupSize = 16 }, body)
    }

    @Test func fiftyBuyersOfTenItems() async throws {
        try await self.withGroups { shop in
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
        }
    }

    @Test func eachHasItsOwnCartAndOrder() async throws {
        try await self.withGroups { shop in
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

    @Test func twentyAddsToOneCart() async throws {
        try await self.withGroups { shop in
            let user = try await shop.signUp()
            let replies = try await parallel(20) { index in
                try await shop.post(
                    "/cart/add", #"{"product_id": \#(1 + index % 2), "qty": \#(index + 1)}"#, token: user)
            }
            #expect(replies.allSatisfy { $0.status == 200 })
            let lines = try #require(try await shop.get("/cart", token: user)["items"]).elements
            #expect(lines.compactMap { $0["qty"]?.integer }.reduce(0, +) == 210)
        }
    }

    @Test func oneOrderConfirmedTwentyTimes() async throws {
        try await self.withGroups { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 2, as: user)
            let replies = try await parallel(20) { _ in
                try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)
            }
            #expect(replies.allSatisfy { $0.status == 200 && $0.body == replies[0].body })
            #expect(try await shop.inventory(of: 1) == 13)
        }
    }
}
