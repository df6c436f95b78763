import BSON
import Foundation
import MongoJobs
import MongoODM
import Payments
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// What becomes of orders that are not paid in time.
@Suite(.timeLimit(.minutes(30))) struct ReservationExpiryTests {
    @Test func anOrderEndsAtItsTime() async throws {
        try await withPayments(configure: { $0.payments.reservation = .seconds(2) }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let coupon = try await shop.addCoupon("TEN", as: admin)
            let id = try await shop.placeOrder(2, paying: "tok_manual", coupon: "TEN", as: user)
            #expect(try await shop.books(of: 1) == [13, 2, 0, 15])
            let order = try await shop.awaitOrder(id) { $0.status != .pending }
            #expect(order.stage == .cancelled && order.paymentStatus == .canceled)
            #expect(order.history.map(\.event) == [.placed, .cancelled])
            let ended = try #require(order.history.last)
            #expect(ended.at >= (order.expiresAt ?? .distantFuture))
            #expect(ended.author?.userID == nil)
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15])
            #expect(try await shop.uses(of: coupon, as: admin) == 0)
            try await eventually(within: .seconds(60)) {
                try await Repository<SimulatedPayment>(shop.database).find().map(\.state) == [.canceled]
            }
            #expect(try await shop.get("/api/v1/orders/\(id)", token: user)["status"] == "cancelled")
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func moneyThatCameTooLateIsGivenBackOnce() async throws {
        try await withPayments { shop in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(paying: "tok_manual", as: user)
            let waiting = try await shop.awaitOrder(id) { $0.payment.intentID != nil && $0.payment.token == nil }
            let intent = try #require(waiting.payment.intentID)
            _ = try await shop.simulatedGateway.settle(intent, amount: waiting.total, as: .paid)
            try await shop.letExpire(id)
            let order = try await shop.awaitOrder(id) { $0.status != .pending }
            #expect(order.stage == .cancelled && order.refunded == .zero)
            try await eventually(within: .seconds(60)) { try await shop.charges(of: id).left == .zero }
            // Told of it again, the shop gives nothing more back.
            let orderID = try #require(ObjectID(id))
            for _ in 0..<3 { try await shop.jobs.enqueue(LatePayment.Job(orderID: orderID, intentID: intent)) }
            try await eventually(within: .seconds(60)) {
                try await shop.jobs.count(state: .done, kind: "late_payment") == 4
            }
            let payment = try #require(
                try await Repository<SimulatedPayment>(shop.database).findOne(\.orderID == orderID))
            #expect(payment.refunds.map(\.amount) == [waiting.total] && payment.charges.count == 1)
            #expect(payment.refunds.map(\.requestID) == [LatePayment.requestID(of: intent)])
            #expect(try await shop.books(of: 1) == [15, 0, 0, 15])
        }
    }

    @Test func manyEndOnceThoughSeveralInstancesLook() async throws {
        try await withPayments { shop in
            let users = try await parallel(4) { _ in try await shop.signUp() }
            let admin = try await shop.admin()
            for number in 1...2 { try await shop.stock(1000, of: number, as: admin) }
            let before = [try await shop.books(of: 1), try await shop.books(of: 2)]
            try await shop.withAnotherInstance { other in
                let ids = try await parallel(4) { user in
                    var ids: [String] = []
                    for index in 0..<60 {
                        ids.append(
                            try await shop.placeOrder(of: index % 2 + 1, paying: "tok_manual", as: users[user]))
                    }
                    return ids
                }.flatMap { $0 }
                #expect(try await shop.books(of: 1)[1] == 120)
                try await shop.update(
                    "orders", ["status": "pending"],
                    ["$set": ["expires_at": .date(Date.now.addingTimeInterval(-1))]])
                for id in ids {
                    let order = try await shop.awaitOrder(id) { $0.status != .pending }
                    #expect(order.history.map(\.event) == [.placed, .cancelled])
                }
            }
            #expect([try await shop.books(of: 1), try await shop.books(of: 2)] == before)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func theyAreFoundByAnIndexThatHasNoOthers() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.placeOrder(as: user)
            _ = try await shop.order(2, quantity: 1, as: user)
            let orders = Repository<Order>(shop.database).using(index: Order.byExpiry.name)
            let plan = try await orders.explain(
                OrderStatement.isOver(at: .now), sort: [.ascending(\.expiresAt), .ascending(\.id)], limit: 100)
            #expect(plan.index?.hasPrefix("expires_at") == true && !plan.stages.contains("SORT"), "\(plan)")
        }
    }

    @Test func theDoctorFindsWhatIsHeldBackForNobody() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let id = try await shop.placeOrder(2, as: user)
            try await shop.update(
                "orders", [:], ["$set": ["expires_at": .date(Date.now.addingTimeInterval(-3600))]])
            #expect(try await shop.faults() == ["expiry": 1])
            let order = try #require(ObjectID(id))
            try await shop.update(
                "orders", ["_id": .objectID(order)], ["$set": ["status": "canceled", "history": []]])
            #expect(try await shop.faults() == ["reserved": 1])
        }
    }
}
