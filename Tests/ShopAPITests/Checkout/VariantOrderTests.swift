import BSON
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopAPI
import TestSupport
import Testing

/// Orders of variants.
@Suite struct VariantOrderTests {
    /// Orders one piece at the root, where nothing is set aside.
    private func order(_ variant: String, in shop: ShopClient, as user: String) async throws -> Reply {
        let added = try await shop.post(
            "/api/v1/cart/items", #"{"product_id": 1, "variant_id": "\#(variant)"}"#, token: user)
        #expect(added.status == 201)
        let order = try await shop.post("/checkout/create-order", "", token: user)
        #expect(order.status == 200)
        return order
    }

    private func pay(_ order: Reply, in shop: ShopClient, as user: String) async throws -> String? {
        let id = order["order_id"]?.text ?? order["id"]?.text ?? ""
        return try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)["status"]?.text
    }

    @Test func aPurchaseOfAVariant() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let small = try await shop.addVariant("S", inventory: 3, price: "10.00", as: admin)
            let large = try await shop.addVariant("L", inventory: 4, as: admin)
            let item = #"{"items": [{"product_id": "1", "variant_id": "\#(small)"}]}"#
            let order = try await shop.post("/api/v1/orders", item, token: user)
            let line = try #require(order["items"]?.elements.first)
            #expect(line["variant_id"]?.text == small && line["sku"] == "1-S" && line["options"] == ["size": "S"])
            #expect(line["unit_price"]?.digits == "10.00" && order["total"]?.digits == "10.50")
            let root = try await shop.get("/orders/\(order["id"]?.text ?? "")", token: user)
            #expect(root["items"]?.elements.first?["unit_price"]?.digits == "10.00")
            #expect(["variant_id", "sku", "options"].allSatisfy { !root.text.contains($0) })
            #expect(try await shop.get("/products/gaming-laptop-pro")["inventory"]?.integer == 6)
            #expect(try await shop.books(of: 1) == [6, 1, 0, 7])
            #expect(try await self.pay(order, in: shop, as: user) == "paid")
            #expect(try await shop.get("/products/gaming-laptop-pro")["inventory"]?.integer == 6)
            #expect(try await shop.books(of: 1, variant: #require(ObjectID(small))) == [2, 0, 1, 3])
            #expect(try await shop.books(of: 1, variant: #require(ObjectID(large))) == [4, 0, 0, 4])
            #expect(try await shop.books(of: 1) == [6, 0, 1, 7])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func fiftyBuyersOfTenPiecesOfOneVariant() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let small = try await shop.addVariant("S", inventory: 10, as: admin)
            let large = try await shop.addVariant("L", inventory: 5, as: admin)
            let buyers = try await parallel(50) { index -> (String, Reply) in
                let user = try await shop.signUp()
                return (user, try await self.order(index < 45 ? small : large, in: shop, as: user))
            }
            let outcomes = try await parallel(50) { index in
                try await self.pay(buyers[index].1, in: shop, as: buyers[index].0)
            }
            #expect(outcomes[..<45].count { $0 == "paid" } == 10 && outcomes[..<45].count { $0 == "failed" } == 35)
            #expect(outcomes[45...].allSatisfy { $0 == "paid" })
            #expect(try await shop.books(of: 1, variant: #require(ObjectID(small))) == [0, 0, 10, 10])
            #expect(try await shop.books(of: 1, variant: #require(ObjectID(large))) == [0, 0, 5, 5])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func whatIsNoLongerSoldSoIsOutOfStock() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let plain = try await shop.order(1, quantity: 1, as: user)
            let small = try await shop.addVariant("S", inventory: 3, as: admin)
            let large = try await shop.addVariant("L", inventory: 4, as: admin)
            let removed = try await self.order(small, in: shop, as: user)
            #expect(try await shop.delete("/api/v1/products/1/variants/\(small)", token: admin).status == 204)
            let first = try await shop.post("/payments/confirm?order_id=\(plain)", "", token: user)
            #expect(first["status"] == "failed")
            #expect(try await self.pay(removed, in: shop, as: user) == "failed")
            let last = try await self.order(large, in: shop, as: user)
            #expect(try await shop.delete("/api/v1/products/1/variants/\(large)", token: admin).status == 204)
            #expect(try await self.pay(last, in: shop, as: user) == "failed")
            #expect(try await shop.books(of: 1) == [4, 0, 0, 4])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func theProductGoesOnToCountWhatWasSoldOfAVariantThatIsGone() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let small = try await shop.addVariant("S", inventory: 3, as: admin)
            _ = try await shop.addVariant("L", inventory: 4, as: admin)
            let order = try await self.order(small, in: shop, as: user)
            #expect(try await self.pay(order, in: shop, as: user) == "paid")
            #expect(try await shop.delete("/api/v1/products/1/variants/\(small)", token: admin).status == 204)
            #expect(try await shop.books(of: 1) == [4, 0, 1, 5])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func theDoctorNamesVariantsWhoseOrdersWereNotTaken() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let small = try await shop.addVariant("S", inventory: 3, as: admin)
            _ = try await self.order(small, in: shop, as: user)
            try await shop.update("orders", ["status": "pending"], ["$set": ["status": "paid", "history": []]])
            // The product, and its variant.
            #expect(try await shop.faults() == ["decrements": 2])
            try await shop.backend.shop.doctor.examine(isMending: true, listing: 3) { _ in }
            // Of which variant it was to be taken is for a person.
            #expect(try await shop.faults() == ["decrements": 2])
            #expect(try await shop.books(of: 1) == [3, 0, 0, 3])
            try await shop.update("products", ["product_id": 1], ["$inc": ["variants.0.inventory": 1]])
            #expect(try await shop.faults() == ["decrements": 2, "variants": 1, "filters": 1])
        }
    }

    @Test func anotherPriceThanExpectedNamesTheVariant() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let small = try await shop.addVariant("S", inventory: 3, price: "10.00", as: admin)
            _ = try await shop.post("/api/v1/cart/items", #"{"product_id": 1, "variant_id": "\#(small)"}"#, token: user)
            let reply = try await shop.post("/api/v1/orders", #"{"expected_total": 9.00}"#, token: user)
            #expect(reply.status == 409 && reply["code"] == "price_changed")
            let item = reply["items"]?.elements.first
            #expect(item?["variant_id"]?.text == small && item?["price"]?.digits == "10.00")
        }
    }
}
