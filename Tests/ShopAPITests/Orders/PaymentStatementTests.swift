import BSON
import FoundationEssentials
import MongoODM
import Payments
import Schemas
import ShopCore
import Testing

@testable import Orders

/// The steps of payments as values: each does something once, and one that comes late does nothing.
@Suite struct PaymentStatementTests {
    private static let author = Author(command: "test")
    private static let intent = PaymentIntent(
        id: "sim_1", orderID: nil, amount: Money(minorUnits: 1000), state: .open, clientSecret: "secret")
    private static let refusal = PaymentRefusal(code: "card_declined", message: "Your card was declined.")

    private func run(_ statement: OrderStatement, _ shop: ShopClient) async throws -> Order? {
        try await Repository<Order>(shop.database).run(statement.change)
    }

    /// An order whose first attempt has begun.
    private func store(_ shop: ShopClient, _ change: (inout Order) -> Void = { _ in }) async throws -> Order {
        let price = Money(minorUnits: 500)
        let item = OrderItem(
            id: ObjectID(), productID: ObjectID().hexString, name: "Lamp", unitPrice: price, quantity: 2,
            lineTotal: Money(minorUnits: 1000))
        var order = Order(userID: ObjectID().hexString, items: [item], total: Money(minorUnits: 1000))
        order.number = OrderNumber.draw()
        order.begin(by: Self.author)
        order.reserve(for: .seconds(900), payingThrough: "simulated", with: "tok_success")
        change(&order)
        return try #require(try await self.run(.place(order), shop))
    }

    @Test func anIntentIsNotedBeforeItIsCharged() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            for _ in 0..<2 {
                let opened = try #require(try await self.run(.open(order.id, attempt: 1, Self.intent), shop))
                #expect(opened.payment.intentID == "sim_1" && opened.payment.clientSecret == "secret")
                #expect(opened.history.map(\.event) == [.placed] && opened.unmoved == 1)
            }
            var other = Self.intent
            other.id = "sim_2"
            #expect(try await self.run(.open(order.id, attempt: 1, other), shop) == nil)
            #expect(try await self.run(.open(order.id, attempt: 2, Self.intent), shop) == nil)
        }
    }

    @Test func aRefusalIsNotedOnce() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            #expect(try await self.run(.refuse(order.id, attempt: 2, Self.refusal), shop) == nil)
            let refuse = OrderStatement.refuse(order.id, attempt: 1, Self.refusal)
            let refused = try #require(try await self.run(refuse, shop))
            #expect(refused.status == .pending && refused.paymentStatus == .failed && refused.unmoved == 2)
            #expect(refused.payment.failure == "card_declined" && refused.payment.token == nil)
            #expect(refused.history.last?.event == .paymentFailed && refused.history.last?.note == Self.refusal.message)
            #expect(try await self.run(refuse, shop) == nil)
            // What waits now is the buyer.
            #expect(try await self.run(.wait(order.id, attempt: 1, status: .processing), shop) == nil)
        }
    }

    @Test func aPaymentWaitsForOthers() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            for _ in 0..<2 {
                let waiting = try #require(
                    try await self.run(.wait(order.id, attempt: 1, status: .processing), shop))
                #expect(waiting.paymentStatus == .processing && waiting.payment.token == nil)
            }
        }
    }

    @Test func anAttemptFollowsAnother() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            let next = OrderStatement.begin(order.id, attempt: 2, through: "stripe", with: "pm_1")
            // The first is under way.
            #expect(try await self.run(next, shop) == nil)
            _ = try await self.run(.open(order.id, attempt: 1, Self.intent), shop)
            _ = try await self.run(.refuse(order.id, attempt: 1, Self.refusal), shop)
            let late = OrderStatement.begin(
                order.id, attempt: 2, through: "stripe", with: "pm_1", at: Date.now.addingTimeInterval(900))
            #expect(try await self.run(late, shop) == nil)
            let begun = try #require(try await self.run(next, shop))
            #expect(begun.payment.attempts == 2 && begun.payment.gateway == "stripe" && begun.payment.token == "pm_1")
            #expect(begun.payment.intentID == nil && begun.payment.clientSecret == nil)
            #expect(begun.payment.failure == nil && begun.paymentStatus == .pending)
            #expect(try await self.run(next, shop) == nil)
            // What is said of the first comes too late.
            for step in [
                OrderStatement.refuse(order.id, attempt: 1, Self.refusal), .open(order.id, attempt: 1, Self.intent),
                .pay(order.id, by: "sim_1", author: Self.author),
                .giveUp(order.id, attempt: 1, as: .failed, by: Self.author),
            ] {
                #expect(try await self.run(step, shop) == nil)
            }
        }
    }

    @Test func anOrderIsPaidByItsIntentOnce() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            _ = try await self.run(.open(order.id, attempt: 1, Self.intent), shop)
            _ = try await self.run(.refuse(order.id, attempt: 1, Self.refusal), shop)
            let pay = OrderStatement.pay(order.id, by: "sim_1", author: Self.author)
            let paid = try #require(try await self.run(pay, shop))
            #expect(paid.stage == .confirmed && paid.paymentStatus == .paid && paid.isPaid(by: "sim_1"))
            #expect(paid.payment.failure == nil && paid.payment.clientSecret == nil && !paid.isReserved)
            #expect(paid.superfluousIntentID == nil)
            #expect(try await self.run(pay, shop) == nil)
        }
    }

    @Test func whatWasPaidOtherwiseLeavesAnIntentOver() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            _ = try await self.run(.open(order.id, attempt: 1, Self.intent), shop)
            let pay = OrderStatement.payByHand(order.id, userID: order.userID, by: Self.author)
            let paid = try #require(try await self.run(pay, shop))
            #expect(paid.status == .paid && paid.payment.gateway == OrderPayment.manual)
            #expect(!paid.isPaid(by: "sim_1") && paid.superfluousIntentID == "sim_1")
            #expect(try await self.run(pay, shop) == nil)
        }
    }

    @Test(arguments: [OrderStage.failed, .cancelled])
    func anAttemptIsGivenUpOnce(stage: OrderStage) async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            _ = try await self.run(.open(order.id, attempt: 1, Self.intent), shop)
            let step = OrderStatement.giveUp(order.id, attempt: 1, as: stage, by: Self.author)
            let ended = try #require(try await self.run(step, shop))
            #expect(ended.stage == stage && ended.payment.token == nil && ended.superfluousIntentID == "sim_1")
            #expect(try await self.run(step, shop) == nil)
        }
    }

    @Test func anOrderExpiresOnceAndNotBefore() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            let end = try #require(order.expiresAt)
            #expect(try await self.run(.expire(order.id, at: end.addingTimeInterval(-1)), shop) == nil)
            let ended = try #require(try await self.run(.expire(order.id, at: end), shop))
            #expect(ended.stage == .cancelled && ended.history.last?.event == .cancelled)
            #expect(try await self.run(.expire(order.id, at: end), shop) == nil)
            // What sets nothing aside waits for ever.
            let root = try await self.store(shop) { $0.expiresAt = nil }
            #expect(try await self.run(.expire(root.id, at: .distantFuture), shop) == nil)
        }
    }

    @Test func whatIsSetAsideIsNotFinishedAsWhatIsNot() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            let finish = OrderStatement.finish(order.id, userID: order.userID, as: .paid, by: Self.author)
            #expect(try await self.run(finish, shop) == nil)
        }
    }
}
