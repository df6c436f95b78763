import BSON
import Carts
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopCore
import TestSupport
import Testing

@testable import ShopAPI

/// How many of a product one order may have, all variants together.
@Suite struct MaximumPerOrderTests {
    @Test func bothMountsRefuseMoreThanOneOrderMayHave() async throws {
        try await withShop { shop in
            let (admin, user) = (try await shop.admin(), try await shop.signUp())
            _ = try await shop.patch("/api/v1/products/1", #"{"max_per_order": 3}"#, token: admin)
            let add = #"{"product_id": 1, "quantity": 2}"#
            #expect(try await shop.post("/api/v1/cart/items", add, token: user).status == 201)
            let more = try await shop.post("/api/v1/cart/items", add, token: user)
            #expect(more.status == 409 && more["code"] == "max_per_order")
            let root = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 2}"#, token: user)
            #expect(root.status == 400 && root.detail == "An order has at most 3 of this product")
            let four = try await shop.patch("/api/v1/cart/items/1", #"{"quantity": 4}"#, token: user)
            #expect(four.status == 409 && four["code"] == "max_per_order")
            #expect(try await shop.patch("/api/v1/cart/items/1", #"{"quantity": 3}"#, token: user).status == 200)
            // Also where there is no cart yet.
            let other = try await shop.signUp()
            let many = try await shop.post("/api/v1/cart/items", #"{"product_id": 1, "quantity": 4}"#, token: other)
            #expect(many.status == 409 && many["code"] == "max_per_order")
            #expect(try await shop.get("/api/v1/cart", token: other)["total_items"]?.integer == 0)
        }
    }

    @Test func allVariantsCountTogetherAlsoAtOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let user = try await shop.signUp()
            let (small, medium) = try await self.tee(in: shop, as: admin)
            func add(_ variant: String) async throws -> Reply {
                try await shop.post(
                    "/api/v1/cart/items", #"{"product_id": "tee", "variant_id": "\#(variant)"}"#, token: user)
            }
            // The cart is there, so that its beginning is no rival.
            #expect(try await add(small).status == 201)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for variant in [small, medium, small, medium, small, medium] {
                    group.addTask { try await add(variant).status }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 2 && statuses.count { $0 == 409 } == 4)
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 3)
            let set = try await shop.patch("/api/v1/cart/items/\(small)", #"{"quantity": 3}"#, token: user)
            let lines = try await shop.get("/api/v1/cart", token: user)["items"]?.elements ?? []
            #expect(set.status == (lines.count == 2 ? 409 : 200))
        }
    }

    @Test func aCartOfBeforeTheLimitIsNotOrdered() async throws {
        try await withShop { shop in
            let (admin, user) = (try await shop.admin(), try await shop.signUp())
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 4}"#, token: user)
            _ = try await shop.patch("/api/v1/products/1", #"{"max_per_order": 3}"#, token: admin)
            let refused = try await shop.post("/checkout/create-order", "", token: user)
            #expect(refused.status == 400 && refused.detail?.contains("at most 3 of product 1") == true)
            #expect(try await shop.post("/api/v1/orders", "", token: user)["code"] == "max_per_order")
            _ = try await shop.patch("/api/v1/cart/items/1", #"{"quantity": 3}"#, token: user)
            #expect(try await shop.post("/checkout/create-order", "", token: user).status == 200)
        }
    }

    @Test func mergedAndSyncedCartsAreCutToIt() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let user = try await shop.signUp("ann@example.com")
            let (small, medium) = try await self.tee(in: shop, as: admin)
            func lines(_ small: String, _ medium: String) -> String {
                """
                {"items": [{"product_id": "tee", "variant_id": "\(small)", "quantity": 2},
                 {"product_id": "tee", "variant_id": "\(medium)", "quantity": 2}]}
                """
            }
            let synced = try await shop.post("/api/v1/cart/sync", lines(small, medium), token: user)
            #expect(synced["items"]?.elements.map { $0["quantity"]?.integer } == [2, 1])
            #expect(synced["rejected"]?.elements.map { $0["reason"] } == ["max_per_order"])
            let without = try await shop.post(
                "/api/v1/cart/sync", #"{"items": [{"product_id": "tee"}]}"#, token: user)
            #expect(without["rejected"]?.elements.map { $0["reason"] } == ["not_found"])
            let token = try #require(try await shop.post("/api/v1/cart/token", "")["cart_token"]?.text)
            let added = try await shop.post(
                "/api/v1/cart/items", #"{"product_id": "tee", "variant_id": "\#(medium)", "quantity": 2}"#,
                headers: [HTTPField.Name("X-Cart-Token")!: token])
            #expect(added.status == 201)
            let login = try await shop.post(
                "/api/v1/auth/login",
                #"{"email": "ann@example.com", "password": "SecurePass123", "cart_token": "\#(token)"}"#)
            #expect(login["cart_rejected"]?.elements.map { $0["quantity"]?.integer } == [2])
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 3)
        }
    }

    @Test func theWishlistMovesAVariant() async throws {
        try await withShop { shop in
            let (admin, user) = (try await shop.admin(), try await shop.signUp())
            let (small, _) = try await self.tee(in: shop, as: admin)
            _ = try await shop.post("/api/v1/wishlist", #"{"product_id": "tee"}"#, token: user)
            let path = "/api/v1/wishlist/tee/move-to-cart"
            #expect(try await shop.post(path, "{}", token: user).violations == ["body.variant_id variant_required"])
            let many = try await shop.post(path, #"{"variant_id": "\#(small)", "quantity": 4}"#, token: user)
            #expect(many.status == 409 && many["code"] == "max_per_order")
            let moved = try await shop.post(path, #"{"variant_id": "\#(small)", "quantity": 2}"#, token: user)
            #expect(moved.status == 200 && moved["items"]?.elements.first?["id"]?.text == small)
            #expect(try await shop.get("/api/v1/wishlist", token: user)["total"]?.integer == 0)
        }
    }

    /// Adds a shirt in two sizes, of which one order may have three, and returns the ids of the sizes.
    private func tee(in shop: ShopClient, as admin: String) async throws -> (String, String) {
        _ = try await shop.post("/api/v1/products", #"{"name": "Tee", "price": 15, "max_per_order": 3}"#, token: admin)
        var ids: [String] = []
        for size in ["S", "M"] {
            let made = try await shop.post(
                "/api/v1/products/tee/variants",
                #"{"sku": "TEE-\#(size)", "options": {"size": "\#(size)"}, "inventory": 9}"#, token: admin)
            ids.append(try #require(made["id"]?.text))
        }
        return (ids[0], ids[1])
    }
}
