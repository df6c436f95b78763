import BSON
import HTTPTypes
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// Orders that are paid at the door.
@Suite(.timeLimit(.minutes(30)))
struct CashOnDeliveryTests {
    private func order(
        _ shop: ShopClient, _ quantity: Int = 2, as user: String, _ fields: String = ""
    ) async throws -> Reply {
        let body = #"{"items": [{"product_id": 1, "quantity": \#(quantity)}], "payment_method": "cod"\#(fields)}"#
        return try await shop.post("/api/v1/orders", body, token: user)
    }

    @Test func anOrderIsPaidWhenItIsThere() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.addWebhook("https://crm.example/", as: admin)
            let placed = try await self.order(shop, as: user)
            #expect(placed.status == 201 && placed["status"] == "confirmed", "\(placed.text)")
            #expect(placed["payment"]?["method"] == "cod" && placed["payment"]?["status"] == "pending")
            #expect(placed["expires_at"] == .null)
            let id = placed["id"]?.text ?? ""
            #expect(try await shop.books(of: 1) == [13, 0, 2, 15])
            #expect(try await shop.get("/orders/\(id)", token: user)["status"] == "pending")
            #expect(try await shop.get("/api/v1/admin/orders/pending", token: admin)["total"]?.integer == 0)
            #expect(try await shop.get("/api/v1/orders?status=confirmed", token: user)["total"]?.integer == 1)
            #expect(try await shop.faults() == [:])
            // Nobody says by a click that it is paid.
            let confirmed = try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)
            #expect(confirmed.status == 200 && confirmed["status"] == "pending")
            for step in ["processing", "shipped"] {
                let reply = try await shop.move(id, to: step, as: admin)
                #expect(reply["status"]?.text == step && reply["payment"]?["status"] == "pending")
                #expect(try await shop.get("/api/v1/orders/\(id)/invoice", token: user)["code"] == "not_paid")
            }
            #expect(try await shop.refund(id, as: admin)["code"] == "not_paid")
            #expect(try await shop.cancel(id, as: user)["code"] == "bad_transition")
            let delivered = try await shop.move(id, to: "delivered", as: admin)
            #expect(delivered["status"] == "delivered" && delivered["payment"]?["status"] == "paid")
            #expect(delivered["payment"]?["gateway"] == "manual")
            #expect(try await shop.get("/orders/\(id)", token: user)["status"] == "paid")
            #expect(try await shop.get("/api/v1/orders/\(id)/invoice", token: user).status == 200)
            #expect(
                try await shop.history(of: id) == ["placed", "confirmed", "processing", "shipped", "paid", "delivered"])
            #expect(
                try await shop.told().map { $0["type"]?.text }.filter { $0?.hasPrefix("order") == true }
                    == ["order.created", "order.shipped", "order.paid", "order.delivered"])
            #expect(try await shop.books(of: 1) == [13, 0, 2, 15])
            let refunded = try await shop.refund(id, as: admin)
            #expect(refunded["status"] == "refunded" && refunded["refunds"]?.elements.first?["status"] == "done")
            #expect(try await shop.faults() == [:])
        }
    }

    @Test(arguments: ["confirmed", "processing"])
    func whatIsNotOnItsWayIsCancelledAndNeverWasPaid(stage: String) async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let coupon = try await shop.addCoupon("TEN", as: admin)
            let placed = try await self.order(shop, as: user, #", "coupon": "TEN""#)
            let id = placed["id"]?.text ?? ""
            #expect(try await shop.uses(of: coupon, as: admin) == 1)
            if stage == "processing" { #expect(try await shop.move(id, to: stage, as: admin).status == 200) }
            let reply = try await shop.cancel(id, as: user)
            #expect(reply.status == 200 && reply["status"] == "cancelled" && reply["refunds"] == [])
            #expect(reply["payment"]?["status"] == "canceled" && reply["refunded"]?.digits == "0.00")
            #expect(try await shop.get("/orders/\(id)", token: user)["status"] == "canceled")
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15])
            #expect(try await shop.uses(of: coupon, as: admin) == 0)
            #expect(try await shop.refund(id, as: admin)["code"] == "not_paid")
            #expect(try await shop.get("/api/v1/orders?status=cancelled", token: user)["total"]?.integer == 1)
            let entries = try await shop.get("/api/v1/admin/audit?subject=\(id)", token: admin)["items"]?.elements ?? []
            #expect(entries.first?["after"] == ["status": "canceled"])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func everyStepIsDoneOrRefused() async throws {
        let stages = ["pending", "confirmed", "processing", "shipped", "delivered", "failed", "cancelled", "refunded"]
        let ways = [
            "confirmed": [], "processing": ["processing"], "shipped": ["processing", "shipped"],
            "delivered": ["processing", "shipped", "delivered"], "cancelled": ["cancelled"],
        ]
        let allowed: Set = [
            "confirmed processing", "confirmed cancelled", "processing shipped", "processing cancelled",
            "shipped delivered",
        ]
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            try await shop.stock(100, of: 1, as: admin)
            for (from, way) in ways {
                for to in stages {
                    let id = try await self.order(shop, 1, as: user)["id"]?.text ?? ""
                    for step in way { #expect(try await shop.move(id, to: step, as: admin).status == 200) }
                    let reply = try await shop.move(id, to: to, as: admin)
                    let isDone = allowed.contains("\(from) \(to)")
                    #expect(reply.status == (isDone || from == to ? 200 : 409), "\(from) \(to): \(reply.text)")
                    #expect(try await shop.storedOrder(id).stage.rawValue == (isDone ? to : from), "\(from) \(to)")
                }
            }
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func whatIsNotThereIsNotOrdered() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let reply = try await self.order(shop, 16, as: user)
            #expect(reply.status == 409 && reply["code"] == "out_of_stock")
            #expect(try await shop.get("/api/v1/orders", token: user)["total"]?.integer == 0)
            let placed = try await parallel(20) { _ in try await self.order(shop, 1, as: user).status }
            #expect(placed.filter { $0 == 201 }.count == 15 && placed.allSatisfy { $0 == 201 || $0 == 409 })
            #expect(try await shop.books(of: 1) == [0, 0, 15, 15])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func ofACancellationAndADeliveryOneIsDone() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            for _ in 0..<5 {
                let id = try await self.order(shop, 1, as: user)["id"]?.text ?? ""
                #expect(try await shop.move(id, to: "processing", as: admin).status == 200)
                _ = try await parallel(4) { index in
                    index % 2 == 0
                        ? try await shop.cancel(id, as: user).status
                        : try await shop.move(id, to: "shipped", as: admin).status
                }
                let order = try await shop.storedOrder(id)
                #expect(order.stage == .shipped && order.status == .pending || order.status == .canceled)
            }
            #expect(try await shop.faults() == [:])
        }
    }
}
