import BSON
import HTTPTypes
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// `/api/v1/cart/coupon`.
@Suite struct CartCouponTests {
    private static let path = "/api/v1/cart/coupon"

    private func set(
        _ code: String, _ shop: ShopClient, _ user: String?, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await shop.post(Self.path, #"{"code": "\#(code)"}"#, token: user, headers: headers)
    }

    private func add(_ product: Int, _ quantity: Int = 1, _ shop: ShopClient, _ user: String) async throws {
        let body = #"{"product_id": \#(product), "quantity": \#(quantity)}"#
        #expect(try await shop.post("/api/v1/cart/items", body, token: user).status == 201)
    }

    @Test func aCouponLowersTheCart() async throws {
        try await withShop(configure: { $0.pricing.shippingFlat = Money(minorUnits: 490) }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.addCoupon("SAVE10", as: admin)
            try await self.add(1, 2, shop, user)
            let root = try await shop.get("/cart", token: user)
            let cart = try await self.set(" save10", shop, user)
            #expect(cart.status == 200)
            #expect(ShopClient.amounts(cart) == ["4999.98", "500.00", "4.90", "225.00", "4729.88"])
            #expect(
                cart["coupon"]?.text == nil && cart["coupon"]?["code"] == "SAVE10"
                    && cart["coupon"]?["type"] == "percentage" && cart["coupon"]?["value"]?.digits == "10"
                    && cart["coupon"]?["discount"]?.digits == "500.00" && cart["coupon"]?["message"] == .null)
            #expect(try await shop.get("/api/v1/cart", token: user)["total"]?.digits == "4729.88")
            let after = try await shop.get("/cart", token: user)
            #expect(after["total"] == root["total"] && after["items"] == root["items"] && after["coupon"] == nil)

            let without = try await shop.delete(Self.path, token: user)
            #expect(without.status == 200 && without["coupon"] == .null)
            #expect(ShopClient.amounts(without) == ["4999.98", "0.00", "4.90", "250.00", "5254.88"])
            #expect(try await shop.delete(Self.path, token: user).status == 200)
        }
    }

    @Test func freeShippingTakesOffTheShipping() async throws {
        try await withShop(configure: { $0.pricing.shippingFlat = Money(minorUnits: 490) }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.addCoupon("FREE", #""type": "free_shipping""#, as: admin)
            try await self.add(1, 1, shop, user)
            let cart = try await self.set("FREE", shop, user)
            #expect(ShopClient.amounts(cart) == ["2499.99", "0.00", "0.00", "125.00", "2624.99"])
            #expect(cart["coupon"]?["value"] == .null && cart["coupon"]?["message"] == .null)
        }
    }

    @Test(arguments: [
        (#""min_total": 2500"#, 409, "coupon_minimum"),
        (#""ends_at": "2026-01-01T00:00:00Z""#, 409, "coupon_expired"),
        (#""starts_at": "2100-01-01T00:00:00Z""#, 409, "coupon_not_applicable"),
        (#""categories": ["clothing"]"#, 409, "coupon_not_applicable"),
    ])
    func aCouponThatTakesNothingOffIsRefused(fields: String, status: Int, code: String) async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.addCategory("Clothing", as: admin)
            _ = try await shop.addCoupon("A", fields, as: admin)
            try await self.add(1, 1, shop, user)
            let reply = try await self.set("A", shop, user)
            #expect(reply.status == status && reply["code"]?.text == code && reply.detail != nil, "\(reply.text)")
            #expect(try await shop.get("/api/v1/cart", token: user)["coupon"] == .null)
        }
    }

    @Test func oddCodesAreUnknown() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            for code in ["NONE", "ä", "$where", "ß", String(repeating: "A", count: 100), "\\u0000"] {
                let reply = try await self.set(code, shop, user)
                #expect(reply.status == 404 && reply["code"] == "coupon_unknown", "\(code): \(reply.text)")
            }
            #expect(try await self.set("", shop, user).status == 422)
            let gone = try await self.set("NONE", shop, nil, headers: [.cartToken: "none"])
            #expect(gone.status == 404 && gone["code"] == "cart_gone")
        }
    }

    @Test func belowItsMinimumItStaysAndTakesNothingOff() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.addCoupon("A", #""min_total": 4000"#, as: admin)
            try await self.add(1, 2, shop, user)
            #expect(try await self.set("A", shop, user)["discount"]?.digits == "500.00")
            let less = try await shop.patch("/api/v1/cart/items/1", #"{"quantity": 1}"#, token: user)
            #expect(less["discount"]?.digits == "0.00" && less["coupon"]?["code"] == "A")
            #expect(less["coupon"]?["message"] == "This coupon is for purchases of 4000.00 or more")
            // It is ordered as it is shown.
            let body = #"{"expected_total": \#(less["total"]?.digits ?? "")}"#
            let order = try await shop.post("/api/v1/orders", body, token: user)
            #expect(order.status == 201 && order["coupon"] == .null && order["discount"]?.digits == "0.00")
        }
    }

    @Test func onlyTheLinesOfItsCategoriesAreLowered() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let lamps = try await shop.addCategory("Lamps", as: admin)
            let desk = try await shop.addCategory("Desk lamps", below: lamps, as: admin)
            _ = try await shop.addProduct(as: admin, id: 900, slug: "lamp", price: "50.00")
            #expect(
                try await shop.patch("/api/v1/products/900", #"{"category": "\#(desk)"}"#, token: admin).status == 200)
            _ = try await shop.addCoupon("A", #""categories": ["lamps"]"#, as: admin)
            try await self.add(1, 1, shop, user)
            try await self.add(900, 2, shop, user)
            let cart = try await self.set("A", shop, user)
            #expect(cart["discount"]?.digits == "10.00" && cart["subtotal"]?.digits == "2599.99", "\(cart.text)")
        }
    }

    @Test func aVisitorsCouponGoesAlongAtTheLogin() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.addCoupon("A", as: admin)
            let token = try await shop.cartToken()
            let body = #"{"product_id": 1, "quantity": 1}"#
            _ = try await shop.post("/api/v1/cart/items", body, headers: [.cartToken: token])
            let cart = try await self.set("a", shop, nil, headers: [.cartToken: token])
            #expect(cart.status == 200 && cart["discount"]?.digits == "250.00")
            let registration = try await shop.post(
                "/api/v1/auth/register",
                #"{"email": "a@example.com", "password": "\#(ShopClient.password)", "name": "Ann", "cart_token": "\#(token)"}"#
            )
            let user = registration["access_token"]?.text
            #expect(try await shop.get("/api/v1/cart", token: user)["coupon"]?["code"] == "A")
        }
    }

    @Test func aCouponAndProductsThatArePutInAtOnceAreAllThere() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.addCoupon("A", as: admin)
            try await self.add(1, 1, shop, user)
            let statuses = try await parallel(12) { index in
                index % 3 == 0
                    ? try await self.set("A", shop, user).status
                    : try await shop.post(
                        "/api/v1/cart/items", #"{"product_id": \#(2 + index % 2), "quantity": 1}"#, token: user
                    ).status
            }
            #expect(statuses.allSatisfy { [200, 201].contains($0) }, "\(statuses)")
            let cart = try await shop.get("/api/v1/cart", token: user)
            #expect(cart["total_items"]?.integer == 9 && cart["coupon"]?["code"] == "A")
        }
    }

    @Test func aStoredCouponThatIsNoTextIsDropped() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            try await self.add(1, 1, shop, user)
            try await shop.update("carts", [:], ["$set": ["coupon": 7]])
            let cart = try await shop.get("/api/v1/cart", token: user)
            #expect(cart.status == 200 && cart["coupon"] == .null && cart["total_items"]?.integer == 1)
        }
    }

    @Test func aCartWithACouponAsksForTheCouponToo() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.addCoupon("A", as: admin)
            try await self.add(1, 1, shop, user)
            #expect(try await self.set("A", shop, user).status == 200)
            try await shop.know(user)
            let questions = try await shop.questions { _ = try await shop.get("/api/v1/cart", token: user) }
            let ofCart = questions.filter { !$0.hasSuffix(".users") && !$0.hasSuffix(".shipping_methods") }
            #expect(ofCart.count == 3, "\(questions)")
        }
    }
}
