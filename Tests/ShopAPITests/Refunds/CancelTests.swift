import BSON
import HTTPTypes
import MongoODM
import Payments
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// `POST /api/v1/orders/{id}/cancel`: an order that is not on its way comes to nothing.
@Suite(.timeLimit(.minutes(30)))
struct CancelTests {
    @Test func whatIsNotPaidIsCancelledByItsBuyer() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let coupon = try await shop.addCoupon("ONE", #""max_uses": 1"#, as: admin)
            let placed = try await shop.post(
                "/api/v1/orders", #"{"items": [{"product_id": 1}], "coupon": "ONE"}"#,
                token: user)
            let id = placed["id"]?.text ?? ""
            let reply = try await shop.cancel(id, #"{"reason": "Too dear"}"#, as: user)
            #expect(reply.status == 200 && reply["status"] == "cancelled", "\(reply.text)")
            #expect(reply["payment"]?["status"] == "canceled" && reply["refunded"]?.digits == "0.00")
            #expect(try await shop.get("/orders/\(id)", token: user)["status"] == "canceled")
            #expect(try await shop.uses(of: coupon, as: admin) == 0)
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15])
            let again = try await shop.cancel(placed["number"]?.text ?? "", as: user)
            #expect(again.status == 200 && again.body == reply.body)
            #expect(try await shop.history(of: id) == ["placed", "cancelled"])
            let track = try await shop.get("/api/v1/orders/\(id)/track", token: user)
            #expect(track["events"]?.elements.last?["note"] == "Too dear")
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user)["status"] == "canceled")
            #expect(try await shop.faults() == [:])
        }
    }

    @Test(arguments: ["confirmed", "processing"])
    func whatWasPaidGoesBack(stage: String) async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.addWebhook("https://crm.example/", [.orderRefunded, .orderCancelled], as: admin)
            let (id, intent) = try await shop.paidOrder(1, quantity: 3, as: user)
            if stage == "processing" { #expect(try await shop.move(id, to: stage, as: admin).status == 200) }
            let part = try await shop.refund(id, #"{"items": [{"product_id": 1}], "restock": true}"#, as: admin)
            #expect(part.status == 200 && part["status"]?.text == stage)
            let reply = try await shop.cancel(id, as: user)
            #expect(reply.status == 200 && reply["status"] == "cancelled")
            #expect(reply["payment"]?["status"] == "refunded" && reply["refunded"] == reply["total"])
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15])
            try await eventually { try await shop.storedOrder(id).refunds.map(\.state) == [.done, .done] }
            #expect(try await shop.refunds(of: intent) == ["2499.99", "4999.98"])
            let order = try await shop.storedOrder(id)
            #expect(order.stage == .cancelled && order.status == .paid)
            #expect(order.items.map(\.refundedQuantity) == [3] && order.items.map(\.restockedQuantity) == [3])
            #expect(order.history.map(\.event).suffix(3) == [.cancelled, .refundAsked, .refundDone])
            #expect(try await shop.get("/orders/\(id)", token: user)["status"] == "paid")
            let told = try await shop.told().map { $0["type"] }
            #expect(told == ["order.refunded", "order.cancelled", "order.refunded"])
            #expect(try await shop.refund(id, as: admin)["code"] == "refund_too_large")
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func staffCancelsByTheStatusToo() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (id, intent) = try await shop.paidOrder(1, quantity: 1, as: user)
            let reply = try await shop.move(id, to: "cancelled", #", "note": "Sold out""#, as: admin)
            #expect(reply.status == 200 && reply["payment"]?["status"] == "refunded")
            try await eventually { try await shop.refunds(of: intent) == ["2499.99"] }
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15])
        }
    }

    @Test func whatIsOnItsWayOrOverIsNotCancelled() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            for stage in ["shipped", "delivered", "failed", "refunded"] {
                let id = try await shop.order(standing: stage, of: user, by: admin)
                let reply = try await shop.cancel(id, as: user)
                #expect(reply.status == 409 && reply["code"] == "bad_transition", "\(stage): \(reply.text)")
                #expect(try await shop.storedOrder(id).stage.rawValue == stage)
            }
        }
    }

    @Test func othersCancelNothing() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 1, as: user)
            #expect(try await shop.cancel(id, as: try await shop.signUp()).status == 404)
            #expect(try await shop.post("/api/v1/orders/\(id)/cancel", "").status == 401)
            #expect(try await shop.cancel("B-0000000000", as: user).status == 404)
            #expect(
                try await shop.cancel(id, #"{"reason": ""}"#, as: user).violations == ["body.reason string_too_short"])
            #expect(try await shop.storedOrder(id).stage == .pending)
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let first = try await shop.cancel(id, as: admin, headers: key)
            let again = try await shop.cancel(id, as: admin, headers: key)
            #expect(first.status == 200 && again.body == first.body)
            #expect(again.headers[.init("Idempotency-Replayed")!] == "true")
        }
    }

    @Test(arguments: [false, true])
    func anOpenIntentEnds(isPaidMeanwhile: Bool) async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 1, as: user)
            let intent = try await shop.charge(id, with: .manual)
            let gateway = shop.simulatedGateway
            if isPaidMeanwhile {
                let total = try await shop.storedOrder(id).total
                _ = try await gateway.settle(intent, amount: total, as: .paid)
            }
            let reply = try await shop.cancel(id, as: user)
            #expect(reply.status == 200 && reply["payment"]?["status"] == "canceled")
            if isPaidMeanwhile {
                try await eventually { try await shop.refunds(of: intent) == ["2499.99"] }
            } else {
                try await eventually { try await gateway.find(intent).state == .canceled }
            }
            let order = try await shop.storedOrder(id)
            #expect(order.refunded == .zero && order.refunds.isEmpty)
            #expect(try await shop.faults() == [:])
        }
    }
}
