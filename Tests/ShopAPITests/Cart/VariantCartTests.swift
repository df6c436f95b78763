import BSON
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import TestSupport
import Testing

/// Lines of carts that are variants.
@Suite struct VariantCartTests {
    private func add(
        _ shop: ShopClient, _ variant: String?, _ quantity: Int = 1, of product: String = "1", as user: String
    ) async throws -> Reply {
        let variant = variant.map { #""\#($0)""# } ?? "null"
        return try await shop.post(
            "/api/v1/cart/items",
            #"{"product_id": "\#(product)", "variant_id": \#(variant), "quantity": \#(quantity)}"#, token: user)
    }

    /// Product 1 with three small ones, four large ones that are dearer, and a user.
    private func withVariants(
        _ body:
            @Sendable (ShopClient, _ small: String, _ large: String, _ user: String, _ admin: String) async throws
            -> Void
    ) async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let small = try await shop.addVariant("S", inventory: 3, price: "10.00", as: admin)
            let large = try await shop.addVariant("L", inventory: 4, price: "12.50", as: admin)
            try await body(shop, small, large, user, admin)
        }
    }

    @Test func eachVariantIsALineWithItsPriceAndStock() async throws {
        try await self.withVariants { shop, small, large, user, _ in
            #expect(try await self.add(shop, small, 2, as: user).status == 201)
            #expect(try await self.add(shop, large, as: user).status == 201)
            let cart = try await self.add(shop, small, as: user)
            let lines = cart["items"]?.elements ?? []
            #expect(lines.map { $0["id"]?.text } == [small, large] && lines[0]["variant_id"]?.text == small)
            #expect(lines.map { $0["quantity"]?.integer } == [3, 1])
            #expect(lines.map { $0["stock"]?.integer } == [3, 4])
            #expect(lines.map { $0["unit_price"]?.digits } == ["10.00", "12.50"])
            #expect(lines[1]["options"] == ["size": "L"] && lines[1]["name"] == "Gaming Laptop Pro")
            #expect(cart["subtotal"]?.digits == "42.50")
            let tooMany = try await self.add(shop, small, as: user)
            #expect(tooMany.status == 409 && tooMany["available"]?.integer == 3)
        }
    }

    @Test func theRootShowsALineEach() async throws {
        try await self.withVariants { shop, small, large, user, _ in
            _ = try await self.add(shop, small, 2, as: user)
            _ = try await self.add(shop, large, as: user)
            let cart = try await shop.get("/cart", token: user)
            let lines = cart["items"]?.elements ?? []
            #expect(lines.map { $0["product_id"]?.integer } == [1, 1] && lines.map { $0["qty"]?.integer } == [2, 1])
            #expect(lines.map { $0["price"]?.digits } == ["10.00", "12.50"] && cart["total"]?.digits == "32.50")
            #expect(!cart.text.contains("variant"))
            let removed = try await shop.post("/cart/remove", #"{"product_id": 1}"#, token: user)
            #expect(removed["items"] == [])
        }
    }

    @Test func aVariantMustBeChosen() async throws {
        try await self.withVariants { shop, small, _, user, admin in
            let root = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user)
            #expect(root.status == 400 && root.detail == "This product comes in variants: choose one")
            let other = try await shop.addVariant("S", to: "2", inventory: 3, as: admin)
            let refused = [
                (try await self.add(shop, nil, as: user), "variant_required"),
                (try await self.add(shop, other, as: user), "variant_unknown"),
                (try await self.add(shop, small, of: "3", as: user), "variant_unknown"),
            ]
            for (reply, code) in refused {
                #expect(reply.status == 422 && reply.violations == ["body.variant_id \(code)"])
            }
            #expect(try await shop.get("/api/v1/cart", token: user)["items"] == [])
        }
    }

    @Test func aLineIsNamedByItsIdAndByTheProductWhereThereIsOne() async throws {
        try await self.withVariants { shop, small, large, user, _ in
            let path = "/api/v1/cart/items/"
            for (variant, name) in [(small, "1"), (large, "gaming-laptop-pro")] {
                _ = try await self.add(shop, variant, as: user)
                let set = try await shop.patch(path + name, #"{"quantity": 2}"#, token: user)
                #expect(set.status == 200 && set["items"]?.elements.first?["quantity"]?.integer == 2)
                _ = try await self.add(shop, variant == small ? large : small, as: user)
                let ambiguous = try await shop.patch(path + name, #"{"quantity": 1}"#, token: user)
                #expect(ambiguous.status == 409 && ambiguous["code"] == "ambiguous")
                #expect(try await shop.delete(path + name, token: user).status == 409)
                let other = try await shop.patch(path + large, #"{"quantity": 5}"#, token: user)
                #expect(other.status == 409 && other["available"]?.integer == 4)
                let one = try await shop.patch(path + small, #"{"quantity": 0}"#, token: user)
                #expect(one["items"]?.elements.map { $0["id"]?.text } == [large])
                #expect(try await shop.delete(path + large, token: user)["items"] == [])
                #expect(try await shop.delete(path + large, token: user).status == 404)
            }
        }
    }

    @Test func whatIsNoLongerSoldSoIsGone() async throws {
        try await self.withVariants { shop, small, large, user, admin in
            #expect(try await shop.post("/cart/add", #"{"product_id": 2, "qty": 1}"#, token: user).status == 200)
            _ = try await self.add(shop, small, as: user)
            _ = try await self.add(shop, large, as: user)
            _ = try await shop.patch("/api/v1/products/1/variants/\(large)", #"{"is_active": false}"#, token: admin)
            #expect(try await shop.delete("/api/v1/products/1/variants/\(small)", token: admin).status == 204)
            _ = try await shop.addVariant("S", to: "2", inventory: 3, as: admin)
            let cart = try await shop.get("/api/v1/cart", token: user)
            let lines = cart["items"]?.elements ?? []
            #expect(lines.map { $0["message_code"]?.text } == ["gone", "gone", "gone"])
            #expect(cart["subtotal"]?.digits == "0.00")
            let inactive = try await self.add(shop, large, as: user)
            #expect(inactive.status == 404)
            #expect(try await shop.post("/checkout/create-order", "", token: user).status == 400)
            for id in [small, large, "2"] {
                #expect(try await shop.delete("/api/v1/cart/items/\(id)", token: user).status == 200)
            }
            #expect(try await shop.get("/api/v1/cart", token: user)["items"] == [])
        }
    }

    @Test func aLineOfBeforeThatNamesNoVariantIsThatOfTheProduct() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await shop.storeCart([(1, 2)], of: user)
            let cart = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user)
            #expect(cart["items"]?.elements.map { $0["qty"]?.integer } == [3])
            #expect(try await shop.delete("/api/v1/cart/items/1", token: user)["items"] == [])
        }
    }

    @Test func additionsAtOnceStayApartByVariant() async throws {
        try await self.withVariants { shop, small, large, user, _ in
            let replies = try await parallel(16) { index in
                try await self.add(shop, index % 2 == 0 ? small : large, as: user).status
            }
            #expect(replies.count { $0 == 201 } == 7 && replies.allSatisfy { $0 == 201 || $0 == 409 })
            let lines = try await shop.get("/api/v1/cart", token: user)["items"]?.elements ?? []
            let quantities = lines.map { [$0["id"]?.text ?? "", "\($0["quantity"]?.integer ?? 0)"] }
            #expect(Set(quantities) == [[small, "3"], [large, "4"]])
        }
    }

    @Test func aLoginKeepsVariantsApart() async throws {
        try await self.withVariants { shop, small, large, _, _ in
            let registered = try await shop.register("jane@example.com")
            let user = try #require(registered["access_token"]?.text)
            _ = try await self.add(shop, small, 2, as: user)
            let token = try #require(try await shop.post("/api/v1/cart/token", "{}")["cart_token"]?.text)
            for (variant, quantity) in [(small, 2), (large, 1)] {
                let added = try await shop.post(
                    "/api/v1/cart/items", #"{"product_id": 1, "variant_id": "\#(variant)", "quantity": \#(quantity)}"#,
                    headers: [.init("X-Cart-Token")!: token])
                #expect(added.status == 201)
            }
            let login = try await shop.post(
                "/api/v1/auth/login",
                #"{"email": "jane@example.com", "password": "SecurePass123", "cart_token": "\#(token)"}"#)
            #expect(login.status == 200)
            let lines = try await shop.get("/api/v1/cart", token: user)["items"]?.elements ?? []
            #expect(lines.map { $0["id"]?.text } == [small, large])
            #expect(lines.map { $0["quantity"]?.integer } == [3, 1])
        }
    }
}
