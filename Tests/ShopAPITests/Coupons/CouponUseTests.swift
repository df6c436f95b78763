import BSON
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Coupons

/// How orders use coupons, and give them back.
@Suite struct CouponUseTests {
    private func order(_ shop: ShopClient, _ code: String, as user: String, _ quantity: Int = 1) async throws -> Reply {
        let body = #"{"items": [{"product_id": 1, "quantity": \#(quantity)}], "coupon": "\#(code)"}"#
        return try await shop.post("/api/v1/orders", body, token: user)
    }

    private func confirm(_ shop: ShopClient, _ order: Reply, _ outcome: String, as user: String) async throws -> String?
    {
        try await shop.post(
            "/payments/confirm?order_id=\(order["id"]?.text ?? "")&outcome=\(outcome)", "", token: user)["status"]?.text
    }

    @Test func anOrderKeepsWhatItsCouponTookOff() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let coupon = try await shop.addCoupon("TEN", as: admin)
            for (product, quantity) in [(1, 1), (2, 3)] {
                let body = #"{"product_id": \#(product), "quantity": \#(quantity)}"#
                _ = try await shop.post("/api/v1/cart/items", body, token: user)
            }
            let cart = try await shop.post("/api/v1/cart/coupon", #"{"code": "ten"}"#, token: user)
            let order = try await shop.post(
                "/api/v1/orders", #"{"expected_total": \#(cart["total"]?.digits ?? "")}"#, token: user)
            #expect(order.status == 201, "\(order.text)")
            #expect(ShopClient.amounts(order) == ShopClient.amounts(cart))
            #expect(order["coupon"]?["code"] == "TEN" && order["coupon"]?["discount"] == cart["discount"])
            let stored = try #require(try await shop.documents("orders").first)
            let lines = stored["items"]?.arrayValue?.compactMap(\.documentValue) ?? []
            for field in ["discount", "tax"] {
                let parts = lines.compactMap { $0[field].flatMap { "\($0)" } }
                #expect(parts.count == 2, "\(lines)")
            }
            #expect(try await shop.faults() == [:])
            let emptied = try await shop.get("/api/v1/cart", token: user)
            #expect(emptied["items"] == [] && emptied["coupon"] == .null)
            #expect(try await shop.uses(of: coupon, as: admin) == 1)
            // Prices, coupons and taxes of later change nothing of it.
            _ = try await shop.delete("/api/v1/admin/coupons/\(coupon["id"]?.text ?? "")", token: admin)
            #expect(try await shop.get("/api/v1/orders/\(order["id"]?.text ?? "")", token: user).json == order.json)
            #expect(try await self.confirm(shop, order, "canceled", as: user) == "canceled")
        }
    }

    @Test func whatComesToNothingGivesTheUseBack() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let coupon = try await shop.addCoupon("ONE", #""max_uses": 1, "max_uses_per_user": 1"#, as: admin)
            for (outcome, status) in [("failure", "failed"), ("canceled", "canceled")] {
                let order = try await self.order(shop, "one", as: user)
                #expect(order.status == 201, "\(order.text)")
                #expect(try await self.order(shop, "one", as: user)["code"] == "coupon_used_up")
                #expect(try await self.confirm(shop, order, outcome, as: user) == status)
                #expect(try await self.confirm(shop, order, outcome, as: user) == status)
                #expect(try await shop.uses(of: coupon, as: admin) == 0)
            }
            let short = try await self.order(shop, "one", as: user, 16)
            #expect(short.status == 409 && short["code"] == "out_of_stock")
            #expect(try await shop.uses(of: coupon, as: admin) == 0)
            let paid = try await self.order(shop, "one", as: user)
            #expect(try await self.confirm(shop, paid, "success", as: user) == "paid")
            #expect(try await shop.uses(of: coupon, as: admin) == 1)
            #expect(try await self.order(shop, "one", as: user)["code"] == "coupon_used_up")
        }
    }

    @Test func theLastUsesGoToAsManyOfParallelOrders() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let coupon = try await shop.addCoupon("FEW", #""max_uses": 3"#, as: admin)
            let users = try await parallel(8) { _ in try await shop.signUp() }
            let orders = try await parallel(8) { try await self.order(shop, "FEW", as: users[$0]) }
            #expect(orders.count { $0.status == 201 && $0["discount"]?.digits == "250.00" } == 3)
            #expect(orders.count { $0.status == 409 && $0["code"] == "coupon_used_up" } == 5, "\(orders.map(\.text))")
            #expect(try await shop.uses(of: coupon, as: admin) == 3)
            #expect(try await shop.documents("orders").count == 3)
            #expect(try await shop.documents("coupon_uses").count == 3)
        }
    }

    @Test func parallelOrdersOfOneUserKeepToTheLimit() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let coupon = try await shop.addCoupon("TWO", #""max_uses_per_user": 2"#, as: admin)
            let orders = try await parallel(6) { _ in try await self.order(shop, "TWO", as: user) }
            #expect(orders.count { $0.status == 201 } == 2)
            #expect(orders.count { $0.status == 409 && $0["code"] == "coupon_used_up" } == 4, "\(orders.map(\.text))")
            #expect(try await shop.uses(of: coupon, as: admin) == 2)
            #expect(try await self.order(shop, "TWO", as: try await shop.signUp()).status == 201)
        }
    }

    @Test func aStepThatIsDoneAgainDoesNothing() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let coupon = try await shop.addCoupon("A", #""max_uses": 2, "max_uses_per_user": 2"#, as: admin)
            let uses = CouponUses(repository: CouponRepository(Collections(shop.database)))
            let client = shop.database.client
            let (order, other, user) = (ObjectID(), ObjectID(), ObjectID())
            let terms = try #require(try await uses.coupon("a", for: .user(user))).terms
            for _ in 0..<2 {
                try await client.transaction { try await uses.use(terms, by: order, of: .user(user), in: $0) }
            }
            #expect(try await shop.uses(of: coupon, as: admin) == 1)
            #expect(try await shop.documents("coupon_users").first?["uses"] == 1)
            try await client.transaction { try await uses.use(terms, by: other, of: .user(user), in: $0) }
            #expect(try await uses.coupon("A", for: nil)?.isUsedUp == true)
            for _ in 0..<2 {
                try await client.transaction { try await uses.giveBack(of: order, by: user, in: $0) }
            }
            #expect(try await shop.uses(of: coupon, as: admin) == 1)
            #expect(try await shop.documents("coupon_users").first?["uses"] == 1)
            // What was given back is not used again.
            try await client.transaction { try await uses.use(terms, by: order, of: .user(user), in: $0) }
            #expect(try await shop.uses(of: coupon, as: admin) == 1)
            #expect(try await shop.faults()["coupons"] == nil)
            try await shop.update("coupons", [:], ["$set": ["uses": 2]])
            #expect(try await shop.faults()["coupons"] == 1)
            try await shop.update("coupons", [:], ["$set": ["uses": 1]])
            // An order without a coupon.
            try await client.transaction { try await uses.giveBack(of: ObjectID(), by: user, in: $0) }
            #expect(try await shop.uses(of: coupon, as: admin) == 1)
        }
    }

    @Test func aCouponThatChangedSinceItWasLookedUpIsNotUsed() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let coupon = try await shop.addCoupon("A", as: admin)
            let uses = CouponUses(repository: CouponRepository(Collections(shop.database)))
            let terms = try #require(try await uses.coupon("a", for: nil)).terms
            let place = try #require(coupon.headers[.location])
            #expect(try await shop.patch(place, #"{"value": 5}"#, token: admin).status == 200)
            await #expect(throws: CouponChanged.self) {
                try await shop.database.client.transaction {
                    try await uses.use(terms, by: ObjectID(), of: .guest("a@example.com"), in: $0)
                }
            }
            #expect(try await shop.uses(of: coupon, as: admin) == 0)
        }
    }

    @Test func anAccountThatIsErasedLeavesNoCounts() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let (user, admin) = (try await shop.register("a@example.com"), try await shop.admin())
            let token = try #require(user["access_token"]?.text)
            _ = try await shop.addCoupon("A", as: admin)
            let address =
                #"{"full_name": "Ann", "address_line1": "Hauptstr. 5", "city": "Berlin", "postal_code": "10115", "country": "DE"}"#
            let body =
                #"{"items": [{"product_id": 1}], "coupon": "A", "notes": "Ring", "shipping_address": \#(address)}"#
            #expect(try await shop.post("/api/v1/orders", body, token: token).status == 201)
            #expect(try await shop.documents("coupon_users").count == 1)
            #expect(try await shop.documents("orders").first?["shipping_address"]?.documentValue != nil)
            let erased = try await shop.send(
                .delete, "/api/v1/users/me", #"{"password": "\#(ShopClient.password)"}"#, token: token)
            #expect(erased.status == 204, "\(erased.text)")
            #expect(try await shop.documents("coupon_users").isEmpty)
            try await eventually {
                let order = try await shop.documents("orders").first
                return order?["shipping_address"] == nil && order?["notes"] == nil && order?["billing_address"] == nil
            }
        }
    }
}
