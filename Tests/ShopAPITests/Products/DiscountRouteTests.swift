import Foundation
import HTTPTypes
import Schemas
import TestSupport
import Testing

/// Discounts: set in `/api/v1`, counted by both mounts.
@Suite struct DiscountRouteTests {
    /// Where a product's price is shown, and how.
    private static let surfaces: [@Sendable (ShopClient, String) async throws -> String?] = [
        { shop, _ in try await shop.get("/products?product_id=1").list.first?["price"]?.digits },
        { shop, _ in try await shop.get("/products").list.first?["price"]?.digits },
        { shop, _ in try await shop.get("/products/gaming-laptop-pro")["price"]?.digits },
        { shop, _ in Self.price(try await shop.get("/api/v1/products?q=gaming+laptop")["items"]?.elements.first) },
        { shop, _ in Self.price(try await shop.get("/api/v1/products/1").json) },
        { shop, user in try await shop.get("/cart", token: user)["items"]?.elements.first?["price"]?.digits },
        { shop, user in
            try await shop.get("/api/v1/cart", token: user)["items"]?.elements.first?["unit_price"]?.digits
        },
    ]

    private static func price(_ product: JSONNode?) -> String? {
        guard let product, let sale = product["sale_price"] else { return nil }
        return (sale == .null ? product["price"] : sale)?.digits
    }

    private static func text(_ moment: Date) -> String {
        moment.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private func set(
        _ discount: String, of product: String = "1", _ shop: ShopClient, _ admin: String
    ) async throws -> Reply {
        try await shop.patch("/api/v1/products/\(product)", #"{"discount": \#(discount)}"#, token: admin)
    }

    @Test(arguments: [("starts_at", "2499.99", "2124.99"), ("ends_at", "2124.99", "2499.99")])
    func itsMomentCountsAtOnceEverywhere(name: String, before: String, after: String) async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.post("/cart/add", #"{"product_id": 1, "qty": 1}"#, token: user)
            try await shop.withAnotherInstance { other in
                var (ahead, servedBefore) = (0.8, 0)
                // Where the machine is busy with anything, the moment must be farther away.
                while servedBefore < 3 {
                    let moment = Date(
                        timeIntervalSince1970: ((Date.now.timeIntervalSince1970 + ahead) * 1000).rounded() / 1000)
                    let discount = #"{"type": "percentage", "value": 15, "\#(name)": "\#(Self.text(moment))"}"#
                    #expect(try await self.set(discount, shop, admin).status == 200)
                    while Date.now < moment + 0.02 {
                        var seenBefore = 0
                        for (index, price) in Self.surfaces.enumerated() {
                            for instance in [shop, other] {
                                let asked = Date.now
                                let shown = try await price(instance, user)
                                if asked >= moment { #expect(shown == after, "surface \(index)") }
                                if shown == before { seenBefore += 1 }
                            }
                        }
                        if seenBefore == Self.surfaces.count * 2 { servedBefore += 1 }
                    }
                    ahead *= 2
                }
            }
        }
    }

    @Test func bothMountsSellForThePriceInForce() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            #expect(try await self.set(#"{"type": "fixed", "value": 500}"#, shop, admin).status == 200)
            let add = #"{"product_id": 1, "qty": 2}"#
            #expect(try await shop.post("/cart/add", add, token: user)["total"]?.digits == "3999.98")
            let order = try await shop.post("/checkout/create-order", "", token: user)
            #expect(order["total"]?.digits == "3999.98")
            _ = try await shop.post("/cart/add", add, token: user)
            let v1 = try await shop.post("/api/v1/orders", "", token: user)
            #expect(v1.status == 201 && v1["items"]?.elements.first?["unit_price"]?.digits == "1999.99")
        }
    }

    @Test func theRootShowsItAsThePriceAndAdminsThePriceWithoutIt() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let before = try await shop.get("/products/gaming-laptop-pro")
            let set = try await self.set(#"{"type": "percentage", "value": 15}"#, shop, admin)
            #expect(set["price"]?.digits == "2499.99" && set["sale_price"]?.digits == "2124.99")
            #expect(set["discount"] == ["type": "percentage", "value": 15, "starts_at": .null, "ends_at": .null])
            let page = try await shop.get("/products/gaming-laptop-pro")
            #expect(page.text == before.text.replacing(#""price":2499.99"#, with: #""price":2124.99"#))
            let path = "/admin/products/\(page["id"]?.text ?? "")"
            // The tag of the page, and then that of the answer.
            let tag = try #require(page.headers[.eTag])
            let first = try await shop.patch(path, #"{"inventory": 4}"#, token: admin, headers: [.ifMatch: tag])
            #expect(first.status == 200 && first["price"]?.digits == "2499.99" && first["discount"] == nil)
            let next = try #require(first.headers[.eTag])
            for (tag, status) in [(tag, 412), (next, 200)] {
                let reply = try await shop.patch(path, #"{"inventory": 3}"#, token: admin, headers: [.ifMatch: tag])
                #expect(reply.status == status)
            }
            #expect(try await self.set("null", shop, admin)["discount"] == .null)
            #expect(try await shop.get("/products/gaming-laptop-pro")["price"]?.digits == "2499.99")
        }
    }

    @Test func aReplacementWithoutOneRemovesIt() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let body = #"{"name": "Lamp", "price": 10, "discount": {"type": "fixed", "value": 10}}"#
            let created = try await shop.post("/api/v1/products", body, token: admin)
            #expect(created.status == 201 && created["sale_price"]?.digits == "0.01")
            let replaced = try await shop.send(
                .put, "/api/v1/products/lamp", #"{"name": "Lamp", "price": 10}"#, token: admin)
            #expect(replaced.status == 200 && replaced["discount"] == .null && replaced["sale_price"] == .null)
        }
    }

    @Test(arguments: [
        (#"{"type": "percentage", "value": 100.01}"#, "value less_than_equal"),
        (#"{"type": "percentage", "value": 0}"#, "value greater_than"),
        (#"{"type": "fixed", "value": -1}"#, "value greater_than"),
        (#"{"type": "fixed", "value": 1.999}"#, "value decimal_max_places"),
        (#"{"type": "fixed", "value": 10.01}"#, "value value_error"),
        (#"{"type": "fixed", "value": 9000000000000000000}"#, "value value_error"),
        (#"{"type": "half", "value": 1}"#, "type enum"), (#"{"type": "fixed"}"#, "value missing"),
        (
            #"{"type": "fixed", "value": 1, "starts_at": "2030-01-02T00:00:00Z", "ends_at": "2030-01-01T00:00:00Z"}"#,
            "ends_at value_error"
        ),
        (#"{"type": "fixed", "value": 1, "starts_at": "tomorrow"}"#, "starts_at datetime_parsing"),
    ])
    func oneThatMakesNoSenseIsRefused(discount: String, violation: String) async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let body = #"{"name": "Lamp", "price": 10, "discount": \#(discount)}"#
            let created = try await shop.post("/api/v1/products", body, token: admin)
            #expect(created.status == 422 && created.violations == ["body.discount.\(violation)"])
            _ = try await shop.post("/api/v1/products", #"{"name": "Lamp", "price": 10}"#, token: admin)
            let changed = try await self.set(discount, of: "lamp", shop, admin)
            #expect(changed.status == 422 && changed.violations == ["body.discount.\(violation)"])
        }
    }

    @Test func aPriceBelowTheDiscountIsRefused() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let set = try await self.set(#"{"type": "fixed", "value": 500}"#, shop, admin)
            let paths = ["/api/v1/products/1", "/admin/products/\(set["id"]?.text ?? "")"]
            for path in paths {
                let reply = try await shop.patch(path, #"{"price": 499.99}"#, token: admin)
                #expect(reply.status == 422 && reply.violations == ["body.price value_error"])
                #expect(try await shop.patch(path, #"{"price": 500}"#, token: admin).status == 200)
            }
            let both = #"{"price": 100, "discount": {"type": "fixed", "value": 100}}"#
            #expect(try await shop.patch(paths[0], both, token: admin)["sale_price"]?.digits == "0.01")
        }
    }
}
