import BSON
import MongoODM
import Payments
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// Several give back, cancel or send at once.
@Suite(.timeLimit(.minutes(30)))
struct RefundRaceTests {
    @Test func neverMoreGoesBackThanWasPaid() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let (id, intent) = try await shop.paidOrder(5, quantity: 3, as: user)
            let total = try await shop.storedOrder(id).total
            let replies = try await parallel(20) { index in
                let body =
                    switch index % 4 {
                    case 0: #"{"items": [{"product_id": 5}]}"#
                    case 1: #"{"amount": \#(10 + index)}"#
                    case 2: "{}"
                    default: #"{"items": [{"product_id": 5, "quantity": 2}]}"#
                    }
                return try await shop.refund(id, body, as: admin)
            }
            #expect(replies.allSatisfy { $0.status == 200 || $0["code"] == "refund_too_large" })
            #expect(replies.contains { $0.status == 200 } && replies.contains { $0.status == 409 })
            let order = try await shop.storedOrder(id)
            #expect(order.refunded == total && order.stage == .refunded)
            let given = try await shop.simulatedGateway.refunds(of: intent).map(\.amount)
            #expect(Money.sum(given) == total && given.count == order.refunds.count)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func smallAmountsAddUpToWhatWasPaid() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let product = try await shop.addProduct(as: admin, id: 101, slug: "lamp", price: "10.00", inventory: 5)
            #expect(product.status == 200)
            let (id, intent) = try await shop.paidOrder(101, quantity: 1, as: user)
            let statuses = try await parallel(20) { index in
                try await shop.refund(id, #"{"amount": \#(index % 2 == 0 ? "0.75" : "0.80")}"#, as: admin).status
            }
            let order = try await shop.storedOrder(id)
            #expect(statuses.filter { $0 == 200 }.count == order.refunds.count)
            let more = try #require(order.refunded.adding(Money(minorUnits: 80)))
            #expect(order.refunded <= order.total && order.total < more)
            let given = try await shop.simulatedGateway.refunds(of: intent).map(\.amount)
            #expect(Money.sum(given) == order.refunded)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func anOrderIsCancelledOrSentAndItsMoneyGoesBackOnce() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            for _ in 0..<4 {
                let (id, intent) = try await shop.paidOrder(1, quantity: 2, as: user)
                #expect(try await shop.move(id, to: "processing", as: admin).status == 200)
                _ = try await parallel(6) { index in
                    switch index % 3 {
                    case 0: try await shop.cancel(id, as: user).status
                    case 1: try await shop.move(id, to: "shipped", as: admin).status
                    default: try await shop.refund(id, #"{"items": [{"product_id": 1}]}"#, as: admin).status
                    }
                }
                try await eventually { try await !shop.storedOrder(id).refunds.contains { $0.state == .pending } }
                let order = try await shop.storedOrder(id)
                #expect([.cancelled, .shipped, .refunded].contains(order.stage), "\(order.stage)")
                let given = try await shop.simulatedGateway.refunds(of: intent).map(\.amount)
                #expect(Money.sum(given) == order.refunded)
                if order.stage == .cancelled { #expect(order.refunded == order.total) }
            }
            #expect(try await shop.faults() == [:])
        }
    }
}
