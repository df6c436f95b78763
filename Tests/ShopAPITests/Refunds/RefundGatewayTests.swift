import BSON
import FoundationEssentials
import MongoJobs
import MongoODM
import Payments
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders
@testable import Shop

/// Refunds that a gateway is asked for.
@Suite(.timeLimit(.minutes(30)))
struct RefundGatewayTests {
    private func settle(_ id: String, _ shop: ShopClient) async throws {
        try await shop.backend.shop.refunds.settling.settle(#require(ObjectID(id)))
    }

    @Test func theMoneyGoesBackWhereItCameFrom() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (id, intent) = try await shop.paidOrder(1, quantity: 2, as: user)
            let one = try await shop.refund(id, #"{"items": [{"product_id": 1}]}"#, as: admin)
            #expect(one["refunds"]?.elements.first?["status"] == "done" && one["status"] == "confirmed")
            #expect(try await shop.refunds(of: intent) == ["2499.99"])
            #expect(try await shop.refund(id, as: admin)["status"] == "refunded")
            #expect(try await shop.refunds(of: intent) == ["2499.99", "2499.99"])
            let order = try await shop.storedOrder(id)
            #expect(order.refunds.allSatisfy { $0.state == .done && $0.gatewayID?.hasPrefix("simre_") == true })
            #expect(order.history.map(\.event).suffix(4) == [.refundAsked, .refundDone, .refundAsked, .refunded])
            // The jobs come too late, and do nothing.
            try await self.settle(id, shop)
            let later = try await shop.storedOrder(id)
            #expect(later.refunds == order.refunds && later.history.count == order.history.count)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func anAnswerThatIsLostIsAskedFor() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (id, intent) = try await shop.paidOrder(1, quantity: 1, with: .timeout, as: user)
            let reply = try await shop.refund(id, as: admin)
            #expect(reply.status == 200 && reply["refunds"]?.elements.first?["status"] == "pending")
            #expect(reply["status"] == "confirmed" && reply["refunded"]?.digits == "2499.99")
            #expect(try await shop.refund(id, as: admin)["code"] == "refund_too_large")
            _ = try await parallel(3) { _ in try await self.settle(id, shop) }
            let order = try await shop.storedOrder(id)
            #expect(order.refunds.map(\.state) == [.done] && order.stage == .refunded)
            #expect(order.history.map(\.event).filter { $0 == .refunded }.count == 1)
            #expect(try await shop.refunds(of: intent) == ["2499.99"])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aJobGoesOnWhereTheGatewayWasNotReached() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (id, intent) = try await shop.paidOrder(1, quantity: 1, with: .timeout, as: user)
            #expect(try await shop.refund(id, as: admin)["status"] == "confirmed")
            try await eventually { try await shop.storedOrder(id).stage == .refunded }
            #expect(try await shop.refunds(of: intent) == ["2499.99"])
        }
    }

    @Test func whatTheGatewayRefusesDoesNotCount() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (id, intent) = try await shop.paidOrder(1, quantity: 2, as: user)
            // Somebody was faster, in the gateway's own pages.
            try await shop.simulatedGateway.giveBackElsewhere(intent, Money(minorUnits: 300_000))
            let reply = try await shop.refund(id, #"{"items": [{"product_id": 1, "quantity": 2}]}"#, as: admin)
            #expect(reply.status == 200 && reply["refunded"]?.digits == "3000.00", "\(reply.text)")
            #expect(reply["refunds"]?.elements.map { $0["status"] } == ["refused", "done"])
            #expect(reply["status"] == "confirmed" && reply["items"]?.elements[0]["refunded_quantity"]?.integer == 0)
            let order = try await shop.storedOrder(id)
            #expect(order.refunds[0].failure == "refund_too_large")
            #expect(
                order.history.map(\.event).suffix(4) == [.refundAsked, .refundRefused, .refundAsked, .refundDone])
            for _ in 0..<2 { try await self.settle(id, shop) }
            let later = try await shop.storedOrder(id)
            #expect(later.refunds == order.refunds && later.refunded == order.refunded)
            let entries = try await shop.get("/api/v1/admin/audit?subject=\(id)", token: admin)["items"]?.elements ?? []
            #expect(entries.contains { $0["after"]?["refund"]?["state"] == "refused" })
            #expect(try await shop.refund(id, as: admin)["status"] == "refunded")
            #expect(try await shop.refunds(of: intent) == ["3000.00", "1999.98"])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func whatWasGivenBackElsewhereIsFoundOnce() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (id, intent) = try await shop.paidOrder(1, quantity: 1, as: user)
            try await shop.simulatedGateway.giveBackElsewhere(intent, Money(minorUnits: 1000))
            let orderID = try #require(ObjectID(id))
            for number in 1...3 {
                try await shop.backend.shop.payments.hear(
                    PaymentEvent(
                        id: "refund-\(number)", kind: .refunded, intentID: intent, orderID: orderID, createdAt: .now))
            }
            try await eventually { try await shop.jobs.count(state: .done, kind: "order_refund") == 3 }
            let order = try await shop.storedOrder(id)
            #expect(order.refunded == Money(minorUnits: 1000) && order.refunds.count == 1)
            try await shop.simulatedGateway.giveBackElsewhere(intent, Money(minorUnits: 248_999))
            try await self.settle(id, shop)
            #expect(try await shop.storedOrder(id).stage == .refunded)
            #expect(try await shop.refund(id, as: admin)["code"] == "refund_too_large")
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func moneyOfAnotherGatewayWaitsForIt() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (id, intent) = try await shop.paidOrder(1, quantity: 1, as: user)
            try await shop.update("orders", [:], ["$set": ["payment.gateway": "stripe"]])
            let reply = try await shop.refund(id, as: admin)
            #expect(reply.status == 200 && reply["refunds"]?.elements.first?["status"] == "pending")
            await #expect(throws: PaymentError.self) { try await self.settle(id, shop) }
            #expect(try await shop.refunds(of: intent) == [])
            try await shop.update("orders", [:], ["$set": ["payment.gateway": "simulated"]])
            try await self.settle(id, shop)
            #expect(try await shop.storedOrder(id).stage == .refunded)
        }
    }
}
