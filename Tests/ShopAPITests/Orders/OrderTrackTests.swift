import BSON
import Foundation
import Schemas
import ShopAPI
import ShopCore
import Testing

@testable import Orders

/// `GET /api/v1/orders/{id}/track`: where an order is.
@Suite struct OrderTrackTests {
    @Test func theBuyerSeesEachStep() async throws {
        try await withShop(configure: { $0.deliveryDays = 3 }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 1, as: user)
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user).status == 200)
            _ = try await shop.move(id, to: "processing", as: admin)
            let parcel =
                #", "note": "By bike", "tracking": {"carrier": "DHL", "number": "1", "url": "https://dhl.com/1"}"#
            let shipped = try await shop.move(id, to: "shipped", parcel, as: admin)
            #expect(shipped["tracking"] == ["carrier": "DHL", "number": "1", "url": "https://dhl.com/1"])
            let track = try await shop.get("/api/v1/orders/\(id)/track", token: user)
            #expect(track.status == 200 && track["status"]?.text == "shipped")
            #expect(track["tracking"] == shipped["tracking"])
            let events = track["events"]?.elements ?? []
            #expect(
                events.compactMap { $0["status"]?.text } == ["placed", "paid", "confirmed", "processing", "shipped"])
            #expect(events.map { $0["note"] } == [.null, .null, .null, .null, "By bike"])
            let moments = events.compactMap { $0["at"]?.text }
            #expect(moments == moments.sorted() && moments.count == 5)
            let expected = Date(timeIntervalSinceNow: 3 * 86_400).formatted(.iso8601).prefix(10)
            #expect(track["estimated_delivery"]?.text == String(expected))
            #expect(!track.text.contains("admin@example.com") && !track.text.contains("author"))
            _ = try await shop.move(id, to: "delivered", as: admin)
            let over = try await shop.get("/api/v1/orders/\(id)/track", token: user)
            #expect(over["estimated_delivery"] == .null && over["status"]?.text == "delivered")
        }
    }

    @Test func othersSeeNothing() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 1, as: user)
            for path in ["", "/track"] {
                let path = "/api/v1/orders/\(id)\(path)"
                #expect(try await shop.get(path, token: try await shop.signUp()).status == 404)
                #expect(try await shop.get(path).status == 401)
                #expect(try await shop.get(path, token: admin).status == 200)
            }
        }
    }

    @Test func anOrderOfAnEarlierVersionWasPlacedAtLeast() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 1, as: user)
            try await shop.update(
                "orders", [:],
                ["$unset": ["number": "", "history": "", "unmoved": "", "mailed": "", "payment": "", "delivery": ""]])
            let track = try await shop.get("/api/v1/orders/\(id)/track", token: user)
            #expect(track["events"]?.elements.compactMap { $0["status"]?.text } == ["placed"])
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)["status"]?.text == "paid")
            #expect(try await shop.history(of: id) == ["paid", "confirmed"])
            // With what happens to it next it gets a number, too.
            #expect(try await shop.get("/admin/audit", token: try await shop.admin()).status == 200)
            let number = try await shop.storedOrder(id).number
            #expect(OrderNumber.normalized(number) == number)
        }
    }
}
