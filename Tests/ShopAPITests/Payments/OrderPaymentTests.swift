import BSON
import Foundation
import HTTPTypes
import MongoJobs
import MongoODM
import Payments
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// Paying orders of `/api/v1` through the simulated gateway.
@Suite(.timeLimit(.minutes(30))) struct OrderPaymentTests {
    @Test(arguments: [nil, "tok_success", "tok_timeout", "tok_unreachable"])
    func anOrderIsPaidOnce(token: String?) async throws {
        try await withPayments { shop in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(2, paying: token, as: user)
            let order = try await shop.awaitOrder(id) { $0.status == .paid }
            #expect(order.stage == .confirmed && order.paymentStatus == .paid && order.payment.attempts == 1)
            #expect(order.payment.token == nil && order.payment.failure == nil)
            #expect(order.history.map(\.event) == [.placed, .paid, .confirmed])
            #expect(try await shop.charges(of: id) == (1, order.total))
            #expect(try await shop.books(of: 1) == [13, 0, 2, 15])
            // Whoever says how it ends comes too late.
            #expect(try await shop.confirm(id, "failure", as: user)["status"] == "confirmed")
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aRefusedPaymentLeavesTheOrderPendingForAnotherTry() async throws {
        try await withPayments { shop in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(2, paying: "tok_declined", as: user)
            let refused = try await shop.awaitOrder(id) { $0.payment.status == .failed }
            #expect(refused.stage == .pending && refused.payment.failure == "card_declined")
            #expect(refused.payment.token == nil && refused.isReserved)
            #expect(refused.history.map(\.event) == [.placed, .paymentFailed])
            #expect(try await shop.get("/orders/\(id)", token: user)["status"] == "pending")
            #expect(try await shop.books(of: 1) == [13, 2, 0, 15])

            let again = try await shop.pay(refused.number, with: "tok_success", as: user)
            #expect(again.status == 200 && again["id"]?.text == id, "\(again.text)")
            #expect(again["payment"]?["attempts"]?.integer == 2 && again["payment"]?["status"] == "pending")
            let order = try await shop.awaitOrder(id) { $0.status == .paid }
            #expect(order.payment.attempts == 2 && order.payment.failure == nil)
            #expect(try await shop.charges(of: id) == (1, order.total))
            #expect(try await shop.books(of: 1) == [13, 0, 2, 15])
            let intents = try await Repository<SimulatedPayment>(shop.database).find(sort: [.ascending(\.attempt)])
            #expect(intents.map(\.state) == [.canceled, .paid])
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aPaymentThatWaitsIsSettledByItsTester() async throws {
        try await withPayments { shop in
            let user = try await shop.signUp()
            let ids = [
                try await shop.placeOrder(paying: "tok_manual", as: user),
                try await shop.placeOrder(paying: "tok_manual", as: user),
            ]
            for id in ids {
                _ = try await shop.awaitOrder(id) { $0.payment.intentID != nil && $0.payment.token == nil }
            }
            #expect(try await shop.confirm(ids[0], as: user)["status"] == "confirmed")
            #expect(try await shop.confirm(ids[1], "failure", as: user)["status"] == "failed")
            #expect(try await shop.books(of: 1) == [14, 0, 1, 15])
            #expect(try await shop.charges(of: ids[0]).count == 1)
            #expect(try await shop.charges(of: ids[1]).count == 0)
        }
    }

    @Test func anOrderThatCostsNothingIsPaidAtOnce() async throws {
        try await withPayments { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.addCoupon("FREE", #""type": "percentage", "value": 100"#, as: admin)
            let id = try await shop.placeOrder(coupon: "FREE", as: user)
            let order = try await shop.awaitOrder(id) { $0.status == .paid }
            #expect(order.total == .zero && order.payment.gateway == nil && order.payment.intentID == nil)
            #expect(try await shop.books(of: 1) == [14, 0, 1, 15])
        }
    }

    @Test func whatIsPaidWithIsStoredEncryptedUntilItIsSettled() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(paying: "tok_declined", as: user)
            #expect(try await shop.storedOrder(id).payment.token == "tok_declined")
            let stored = "\(try await shop.documents("orders"))"
            #expect(!stored.contains("tok_declined"))
            #expect(try await shop.confirm(id, as: user)["status"] == "confirmed")
            #expect(try await shop.storedOrder(id).payment.token == nil)
        }
    }

    @Test func anUnknownTokenIsRefusedAtOnce() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let reply = try await shop.requestOrder(paying: "tok_gold", as: user)
            #expect(reply.status == 422 && reply.violations == ["body.payment_token unknown_payment_token"])
            #expect(try await shop.get("/api/v1/orders", token: user)["total"]?.integer == 0)
            let id = try await shop.placeOrder(as: user)
            try await shop.refuse(id)
            let again = try await shop.pay(id, with: "pm_card_visa", as: user)
            #expect(again.status == 422 && again.violations == ["body.payment_token unknown_payment_token"])
        }
    }

    // MARK: Another attempt

    @Test func noAttemptBeginsWhereNoneIsNeeded() async throws {
        try await withShop { shop in
            let (user, other, admin) = (try await shop.signUp(), try await shop.signUp(), try await shop.admin())
            func refused(_ id: String) async throws -> String? {
                let reply = try await shop.pay(id, as: user)
                #expect(reply.status == 409, "\(reply.text)")
                return reply["code"]?.text
            }
            let id = try await shop.placeOrder(as: user)
            #expect(try await refused(id) == "payment_under_way")
            for stranger in [other, admin] { #expect(try await shop.pay(id, as: stranger).status == 404) }
            #expect(try await shop.pay("B-0000000000", as: user).status == 404)
            _ = try await shop.confirm(id, as: user)
            #expect(try await refused(id) == "already_paid")
            for outcome in ["failure", "canceled"] {
                let ended = try await shop.placeOrder(as: user)
                _ = try await shop.confirm(ended, outcome, as: user)
                #expect(try await refused(ended) == "order_over")
            }
            let late = try await shop.placeOrder(as: user)
            try await shop.refuse(late)
            try await shop.letExpire(late)
            #expect(try await refused(late) == "order_over")
            #expect(try await refused(try await shop.order(2, quantity: 1, as: user)) == "not_payable")
        }
    }

    @Test func ofManyAttemptsAtOnceOneBegins() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(as: user)
            try await shop.refuse(id)
            let replies = try await parallel(8) { _ in try await shop.pay(id, as: user) }
            #expect(replies.count { $0.status == 200 } == 1)
            for reply in replies where reply.status != 200 {
                #expect(reply.status == 409 && reply["code"] == "payment_under_way")
            }
            #expect(try await shop.storedOrder(id).payment.attempts == 2)
            #expect(try await shop.jobs.count(state: .available, kind: "order_payment") == 2)
        }
    }

    @Test func anAttemptThatComesAgainWithItsKeyIsOne() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(as: user)
            try await shop.refuse(id)
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let path = "/api/v1/payments/\(id)/pay"
            let first = try await shop.post(path, "", token: user, headers: key)
            let again = try await shop.post(path, "", token: user, headers: key)
            #expect(first.status == 200 && again.status == 200 && again.body == first.body)
            #expect(try await shop.storedOrder(id).payment.attempts == 2)
        }
    }

    @Test func anAttemptThatTurnsOutToBePaidIsFinished() async throws {
        try await withPayments { shop in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(paying: "tok_manual", as: user)
            let order = try await shop.awaitOrder(id) { $0.payment.intentID != nil && $0.payment.token == nil }
            // Whoever confirmed it has died before the shop knew.
            let intent = try #require(order.payment.intentID)
            _ = try await shop.simulatedGateway.settle(intent, amount: order.total, as: .paid)
            let reply = try await shop.pay(id, as: user)
            #expect(reply.status == 200 && reply["status"] == "confirmed")
            #expect(reply["payment"]?["attempts"]?.integer == 1)
            #expect(try await shop.charges(of: id) == (1, order.total))
            #expect(try await shop.faults() == [:])
        }
    }

    // MARK: Rivals

    @Test func whoeverEndsAnOrderFirstTheBooksAreRight() async throws {
        try await withPayments { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let ids = try await parallel(12) { index in
                try await shop.placeOrder(paying: index % 2 == 0 ? "tok_manual" : "tok_success", as: user)
            }
            for first in stride(from: 0, to: 12, by: 3) {
                _ = try await parallel(12) { index in
                    let id = ids[first + index % 3]
                    switch index / 3 {
                    case 0: _ = try await shop.confirm(id, as: user)
                    case 1: _ = try await shop.confirm(id, "failure", as: user)
                    case 2: _ = try await shop.move(id, to: "cancelled", as: admin)
                    default: try await shop.letExpire(id)
                    }
                }
            }
            for id in ids { _ = try await shop.awaitOrder(id) { $0.status != .pending } }
            try await eventually(within: .seconds(60)) {
                for id in ids {
                    let order = try await shop.storedOrder(id)
                    let left = try await shop.charges(of: id).left
                    // One that is paid and then cancelled is paid back.
                    let isKept = order.status == .paid && order.delivery == .confirmed
                    guard left == (isKept && order.payment.gateway != "manual" ? order.total : .zero)
                    else { return false }
                }
                return true
            }
            let orders = try await parallel(12) { try await shop.storedOrder(ids[$0]) }
            let sold = orders.count { $0.status == .paid && $0.delivery == .confirmed }
            #expect(try await shop.books(of: 1) == [15 - sold, 0, sold, 15])
            for order in orders {
                let ends = order.history.map(\.event).filter { [.paid, .cancelled, .failed].contains($0) }
                #expect(ends == [.paid, .cancelled] || ends.count == 1)
                #expect(try await shop.charges(of: order.id.hexString).count <= 1)
            }
            #expect(try await shop.faults() == [:])
        }
    }
}

extension ShopClient {
    /// Notes that the present attempt of an order was refused, as a job does.
    func refuse(_ order: String) async throws {
        let stored = try await self.storedOrder(order)
        let step = OrderStatement.refuse(
            stored.id, attempt: stored.payment.attempts, PaymentRefusal(code: "card_declined", message: "Declined."))
        #expect(try await Repository<Order>(self.database).run(step.change) != nil)
    }
}
