import BSON
import FoundationEssentials
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders
@testable import Shop

/// `POST /api/v1/orders/{id}/refund`: giving back what was paid.
@Suite(.timeLimit(.minutes(30)))
struct RefundTests {
    /// Three lamps of 3.33, less 1.00, with a tax of 0.45 and 4.90 for the shipping: 14.34.
    private func withLamps(
        _ body:
            @escaping @Sendable (_ shop: ShopClient, _ order: Reply, _ user: String, _ admin: String) async throws
            -> Void
    ) async throws {
        try await withShop(configure: { $0.pricing.shippingFlat = Money(minorUnits: 490) }) { shop in
            let (user, admin) = (try await shop.signUp("ann@example.com"), try await shop.admin())
            _ = try await shop.addProduct(as: admin, id: 101, slug: "lamp", price: "3.33", inventory: 5)
            _ = try await shop.addCoupon("TEN", as: admin)
            let order = try await shop.paidOrder(
                of: #"{"product_id": 101, "quantity": 3}"#, #", "coupon": "TEN""#, as: user, by: admin)
            #expect(ShopClient.amounts(order) == ["9.99", "1.00", "4.90", "0.45", "14.34"])
            try await body(shop, order, user, admin)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func linesComeBackToTheCent() async throws {
        try await self.withLamps { shop, order, user, admin in
            let id = order["id"]?.text ?? ""
            let one = #"{"items": [{"product_id": "lamp", "quantity": 1}], "reason": "Broken"}"#
            for (refunded, inventory) in [("3.15", 3), ("6.30", 4), ("9.44", 5)] {
                let reply = try await shop.refund(id, one, as: admin)
                #expect(reply.status == 200, "\(reply.text)")
                #expect(reply["refunded"]?.digits == refunded && reply["status"] == "confirmed")
                #expect(reply["payment"]?["status"] == "partially_refunded")
                #expect(try await shop.inventory(of: 101) == inventory)
            }
            let more = try await shop.refund(id, one, as: admin)
            #expect(more.status == 409 && more["code"] == "refund_too_large")
            let shown = try await shop.get("/api/v1/orders/\(id)", token: user)
            #expect(shown["items"]?.elements.first?["refunded_quantity"]?.integer == 3)
            let refunds = shown["refunds"]?.elements ?? []
            #expect(refunds.map { $0["amount"]?.digits } == ["3.15", "3.15", "3.14"])
            #expect(refunds.allSatisfy { $0["status"] == "done" && $0["reason"] == "Broken" && $0["restock"] == true })
            // What is left is the shipping.
            let rest = try await shop.refund(id, as: admin)
            #expect(rest["refunded"]?.digits == "14.34" && rest["status"] == "refunded")
            #expect(rest["payment"]?["status"] == "refunded")
            #expect(try await shop.books(of: 101) == [5, 0, 0, 5])
            #expect(try await shop.get("/orders/\(id)", token: user)["status"] == "paid")
            #expect(try await shop.get("/api/v1/orders?status=refunded", token: user)["total"]?.integer == 1)
        }
    }

    @Test func allLinesAtOnceCostWhatTheyCostOneByOne() async throws {
        try await self.withLamps { shop, order, _, admin in
            let id = order["number"]?.text ?? ""
            let two = #"{"items": [{"product_id": 101}, {"product_id": "101"}], "restock": false}"#
            let first = try await shop.refund(id, two, as: admin)
            #expect(first["refunded"]?.digits == "6.30")
            let three = #"{"items": [{"product_id": 101, "quantity": 3}]}"#
            #expect(try await shop.refund(id, three, as: admin)["code"] == "refund_too_large")
            #expect(try await shop.refund(id, as: admin)["refunds"]?.elements.last?["amount"]?.digits == "8.04")
            #expect(try await shop.refund(id, as: admin)["code"] == "refund_too_large")
            // Nothing was to come back into the stock.
            #expect(try await shop.books(of: 101) == [2, 0, 3, 5])
        }
    }

    @Test func anAmountLeavesLessForTheLines() async throws {
        try await self.withLamps { shop, order, _, admin in
            let id = order["id"]?.text ?? ""
            #expect(try await shop.refund(id, #"{"amount": 14.35}"#, as: admin)["code"] == "refund_too_large")
            #expect(try await shop.refund(id, #"{"amount": 10}"#, as: admin)["refunded"]?.digits == "10.00")
            let all = #"{"items": [{"product_id": 101, "quantity": 3}]}"#
            let more = try await shop.refund(id, all, as: admin)
            #expect(more.status == 409 && more["code"] == "refund_too_large")
            #expect(try await shop.storedOrder(id).items.map(\.refundedQuantity) == [0])
            let one = #"{"items": [{"product_id": 101}], "restock": true}"#
            #expect(try await shop.refund(id, one, as: admin)["refunded"]?.digits == "13.15")
            let last = try await shop.refund(id, #"{"amount": 1.19}"#, as: admin)
            #expect(last["refunded"]?.digits == "14.34" && last["status"] == "refunded")
            #expect(try await shop.history(of: id).suffix(2) == ["refund_asked", "refunded"])
        }
    }

    @Test func theRestMayBringThePiecesBack() async throws {
        try await self.withLamps { shop, order, _, admin in
            let id = order["id"]?.text ?? ""
            let reply = try await shop.refund(id, #"{"restock": true}"#, as: admin)
            #expect(reply["status"] == "refunded" && reply["items"]?.elements.first?["refunded_quantity"]?.integer == 3)
            #expect(try await shop.books(of: 101) == [5, 0, 0, 5])
        }
    }

    @Test(arguments: [
        (#"{"amount": 0}"#, ["body.amount greater_than_equal"]),
        (#"{"amount": -1}"#, ["body.amount greater_than_equal"]),
        (#"{"amount": 1.001}"#, ["body.amount decimal_max_places"]), (#"{"items": []}"#, ["body.items value_error"]),
        (#"{"items": [{"product_id": 101}], "amount": 1}"#, ["body.amount value_error"]),
        (#"{"amount": 1, "restock": true}"#, ["body.restock value_error"]),
        (#"{"items": [{"product_id": 101, "quantity": 0}]}"#, ["body.items.0.quantity greater_than_equal"]),
        (#"{"items": [{"product_id": 1}]}"#, ["body.items.0.product_id unknown"]),
        (#"{"items": [{"product_id": "nothing"}]}"#, ["body.items.0.product_id unknown"]),
        (
            #"{"items": [{"product_id": 101, "variant_id": "507f1f77bcf86cd799439016"}]}"#,
            ["body.items.0.variant_id unknown"]
        ),
    ])
    func whatMakesNoSenseIsRefused(body: String, violations: [String]) async throws {
        try await self.withLamps { shop, order, _, admin in
            let reply = try await shop.refund(order["id"]?.text ?? "", body, as: admin)
            #expect(reply.status == 422 && reply.violations == violations, "\(reply.text)")
            #expect(try await shop.storedOrder(order["id"]?.text ?? "").refunded == .zero)
        }
    }

    @Test func onlyWhoMayRefundsWhatWasPaid() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 1, as: user)
            #expect(try await shop.refund(id, as: user).status == 403)
            #expect(try await shop.post("/api/v1/orders/\(id)/refund", "").status == 401)
            #expect(try await shop.refund("B-0000000000", as: admin).status == 404)
            for status in ["pending", "failed"] {
                if status != "pending" { #expect(try await shop.move(id, to: status, as: admin).status == 200) }
                let reply = try await shop.refund(id, as: admin)
                #expect(reply.status == 409 && reply["code"] == "not_paid", "\(status)")
            }
        }
    }

    @Test func ordersOfTheRootAreRefundedToo() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 2, as: user)
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user).status == 200)
            let one = try await shop.refund(id, #"{"items": [{"product_id": 1}]}"#, as: admin)
            #expect(one["refunded"]?.digits == "2499.99" && one["status"] == "confirmed")
            #expect(try await shop.refund(id, as: admin)["status"] == "refunded")
            #expect(try await shop.get("/orders/\(id)", token: user)["status"] == "paid")
            #expect(try await shop.books(of: 1) == [14, 0, 1, 15])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func linesOfEarlierVersionsGetTheirNames() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 2, as: user)
            #expect(try await shop.post("/payments/confirm?order_id=\(id)", "", token: user).status == 200)
            try await shop.update(
                "orders", [:],
                ["$unset": ["items.0._id": "", "items.0.refunded_quantity": "", "refunded": "", "refunds": ""]])
            #expect(try await shop.refund(id, #"{"items": [{"product_id": 1}]}"#, as: admin).status == 200)
            let order = try await shop.storedOrder(id)
            #expect(order.items[0].id != nil && order.refunds[0].items.map(\.itemID) == [order.items[0].id])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aVariantIsNamedWhereSeveralWereOrdered() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let small = try await shop.addVariant("S", inventory: 3, price: "10.00", as: admin)
            let large = try await shop.addVariant("L", inventory: 4, price: "20.00", as: admin)
            let items = [small, large].map { #"{"product_id": 1, "variant_id": "\#($0)"}"# }.joined(separator: ", ")
            let order = try await shop.paidOrder(of: items, as: user, by: admin)
            let id = order["id"]?.text ?? ""
            let unclear = try await shop.refund(id, #"{"items": [{"product_id": 1}]}"#, as: admin)
            #expect(unclear.violations == ["body.items.0.variant_id variant_required"])
            let body = #"{"items": [{"product_id": 1, "variant_id": "\#(large)"}]}"#
            let reply = try await shop.refund(id, body, as: admin)
            #expect(reply["refunded"]?.digits == "21.00", "\(reply.text)")
            #expect(try await shop.books(of: 1, variant: #require(ObjectID(large))) == [4, 0, 0, 4])
            #expect(try await shop.books(of: 1, variant: #require(ObjectID(small))) == [2, 0, 1, 3])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aRepeatedRequestRefundsOnce() async throws {
        try await self.withLamps { shop, order, _, admin in
            let id = order["id"]?.text ?? ""
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let replies = try await parallel(4) { _ in
                try await shop.refund(id, #"{"amount": 5}"#, as: admin, headers: key)
            }
            #expect(replies.contains { $0.status == 200 })
            #expect(replies.allSatisfy { $0.status == 200 || $0.status == 409 && $0.headers[.retryAfter] != nil })
            let again = try await shop.refund(id, #"{"amount": 5}"#, as: admin, headers: key)
            #expect(again.status == 200 && again["refunded"]?.digits == "5.00")
            #expect(again.headers[.init("Idempotency-Replayed")!] == "true")
            #expect(try await shop.storedOrder(id).refunds.count == 1)
            #expect(try await shop.refund(id, #"{"amount": 6}"#, as: admin, headers: key).status == 422)
        }
    }

    @Test func theAuditLogKnowsWhoAndWhyAndForgetsWhy() async throws {
        try await self.withLamps { shop, order, _, admin in
            let id = order["id"]?.text ?? ""
            let body = #"{"items": [{"product_id": 101}], "reason": "Ann sent it back"}"#
            #expect(try await shop.refund(id, body, as: admin).status == 200)
            #expect(try await shop.refund(id, as: admin)["status"] == "refunded")
            let entries = try await shop.get("/api/v1/admin/audit?subject=\(id)", token: admin)["items"]?.elements ?? []
            #expect(
                entries.prefix(3).map { $0["after"]?["delivery"]?.text ?? $0["after"]?["refund"]?["amount"]?.digits }
                    == ["refunded", "11.19", "3.15"])
            let entry = try #require(entries.dropFirst(2).first)
            #expect(entry["author"]?["name"] == "admin@example.com" && entry["action"] == "changed")
            #expect(entry["after"]?["refund"]?["reason"] == "Ann sent it back")
            #expect(entry["after"]?["refund"]?["items"]?.elements.first?["quantity"]?.integer == 1)
            let stored = try await shop.storedOrder(id)
            #expect(stored.refunds.allSatisfy { $0.authorID != nil })
            #expect(!"\(try await shop.documents("orders"))".contains("Ann sent"))
            let feature = try #require(shop.backend.shop.features.compactMap { $0 as? OrdersFeature }.first)
            let userID = try #require(ObjectID(stored.userID))
            for part in feature.personalData { try await part.eraseTraces(of: userID) }
            #expect(!"\(try await shop.documents("audit_log"))".contains("Ann sent"))
            #expect(try await shop.storedOrder(id).refunds.allSatisfy { $0.reason == nil && $0.amount > .zero })
        }
    }

    @Test func theBuyerSeesWhatCameBack() async throws {
        try await self.withLamps { shop, order, user, admin in
            let id = order["id"]?.text ?? ""
            #expect(try await shop.refund(id, #"{"amount": 4.34, "reason": "Sorry"}"#, as: admin).status == 200)
            let events = try await shop.get("/api/v1/orders/\(id)/track", token: user)["events"]?.elements ?? []
            #expect(events.map { $0["status"]?.text } == ["placed", "paid", "confirmed", "refunded"])
            #expect(events.last?["note"] == "Sorry")
            let export = try await shop.get("/api/v1/users/me/export", token: user)
            #expect(export["orders"]?.elements.first?["refunds"]?.elements.first?["amount"]?.digits == "4.34")
        }
    }

    @Test func othersAreToldOfEachRefund() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.addWebhook("https://crm.example/", [.orderRefunded, .orderCancelled], as: admin)
            let id = try await shop.order(1, quantity: 2, as: user)
            #expect(try await shop.move(id, to: "confirmed", as: admin).status == 200)
            #expect(try await shop.refund(id, #"{"amount": 10}"#, as: admin).status == 200)
            #expect(try await shop.refund(id, as: admin).status == 200)
            let told = try await shop.told()
            #expect(told.map { $0["type"] } == ["order.refunded", "order.refunded"])
            #expect(told.map { $0["data"]?["status"] } == ["confirmed", "refunded"])
            #expect(
                told.map { $0["data"]?["refunds"]?.elements.last?["amount"]?.digits } == ["10.00", "4989.98"])
        }
    }

    @Test func theBuyerGetsAMailOfEachRefund() async throws {
        try await withMail { shop, mails in
            let (user, admin) = (try await shop.signUp("ann@example.com"), try await shop.admin())
            let id = try await shop.order(1, quantity: 2, as: user)
            #expect(try await shop.move(id, to: "confirmed", as: admin).status == 200)
            #expect(try await shop.refund(id, #"{"amount": 10, "reason": "Sorry"}"#, as: admin).status == 200)
            let part = try #require(try await mails.mails("Money back: order").first)
            #expect(part.text?.contains("we have given back 10.00 USD") == true && part.text?.contains("Sorry") == true)
            #expect(part.defects.isEmpty)
            #expect(try await shop.refund(id, as: admin).status == 200)
            #expect(try await mails.mails("Refunded: order").count == 1)
        }
    }
}
