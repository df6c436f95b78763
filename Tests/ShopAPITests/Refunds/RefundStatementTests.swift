import BSON
import FoundationEssentials
import MongoODM
import Schemas
import ShopCore
import Testing

@testable import Orders

/// The steps of refunds as values: each does something once, however often it is run.
@Suite(.timeLimit(.minutes(30)))
struct RefundStatementTests {
    private let author = Author(command: "test")

    private func run(_ statement: OrderStatement, _ shop: ShopClient) async throws -> Order? {
        try await Repository<Order>(shop.database).run(statement.change)
    }

    /// A paid order of three lamps for 9.99 and its tax of 0.50.
    private func store(_ shop: ShopClient, _ change: (inout Order) -> Void = { _ in }) async throws -> Order {
        var item = OrderItem(
            id: ObjectID(), productID: ObjectID().hexString, name: "Lamp", unitPrice: Money(minorUnits: 333),
            quantity: 3, lineTotal: Money(minorUnits: 999))
        item.tax = Money(minorUnits: 50)
        var order = Order(userID: ObjectID().hexString, items: [item], total: Money(minorUnits: 1049))
        order.number = OrderNumber.draw()
        order.tax = item.tax
        order.begin(by: self.author)
        (order.status, order.delivery) = (.paid, .delivered)
        change(&order)
        return try #require(try await self.run(.place(order), shop))
    }

    private func request(_ scope: RefundRequest.Scope) -> RefundRequest {
        RefundRequest(scope, reason: "Broken", restocks: true, by: self.author)
    }

    /// The statement of a refund, and the refund.
    private func refund(
        _ order: Order, _ scope: RefundRequest.Scope
    ) throws -> (OrderStatement, OrderRefund) {
        let products = [ObjectID?](repeating: ObjectID(order.items[0].productID), count: 1)
        let plan = try RefundPlan(self.request(scope), of: order, products: products)
        var refund = OrderRefund(amount: plan.amount)
        refund.items = plan.lines.map { RefundedItem(itemID: $0.itemID, quantity: $0.quantity) }
        refund.reason = "Broken"
        return (.refund(order.id, total: order.total, refund, lines: plan.lines, by: self.author), refund)
    }

    private func pieces(_ quantity: Int) -> RefundRequest.Scope {
        .items([RefundRequest.Item(product: "", variantID: nil, quantity: quantity)])
    }

    @Test func aRefundIsNotedOnce() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            let (step, refund) = try self.refund(order, self.pieces(2))
            let noted = try #require(try await self.run(step, shop))
            #expect(noted.refunded == Money(minorUnits: 699) && noted.refunds.map(\.id) == [refund.id])
            #expect(noted.items[0].refundedQuantity == 2 && noted.items[0].restockedQuantity == 2)
            #expect(noted.unmoved == order.unmoved + 1 && noted.updatedAt != nil && noted.stage == .delivered)
            #expect(try await self.run(step, shop) == nil)
            // It was worked out of what the line was like before.
            let (stale, _) = try self.refund(order, self.pieces(1))
            #expect(try await self.run(stale, shop) == nil)
            let (next, _) = try self.refund(noted, self.pieces(1))
            #expect(try await self.run(next, shop)?.refunded == Money(minorUnits: 1049))
        }
    }

    @Test func neverMoreThanTheTotalIsNoted() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            let (first, _) = try self.refund(order, .amount(Money(minorUnits: 600)))
            let (second, _) = try self.refund(order, .amount(Money(minorUnits: 450)))
            let (third, _) = try self.refund(order, .amount(Money(minorUnits: 449)))
            #expect(try await self.run(first, shop) != nil)
            #expect(try await self.run(second, shop) == nil)
            #expect(try await self.run(third, shop)?.refunded == order.total)
            let unpaid = try await self.store(shop) { ($0.status, $0.delivery) = (.pending, nil) }
            #expect(try await self.run(try self.refund(unpaid, .rest).0, shop) == nil)
        }
    }

    @Test func theLastRefundEndsTheOrderOnce() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            let (first, part) = try self.refund(order, .amount(Money(minorUnits: 49)))
            let noted = try #require(try await self.run(first, shop))
            let (second, rest) = try self.refund(noted, .rest)
            #expect(try await self.run(second, shop) != nil)
            func end(_ refund: OrderRefund) -> OrderStatement {
                .endByRefund(order.id, total: order.total, refund, gatewayID: "re_1", by: self.author)
            }
            func finish(_ refund: OrderRefund) -> OrderStatement {
                .finishRefund(order.id, refund, gatewayID: "re_2", by: self.author)
            }
            // Another one is still under way.
            #expect(try await self.run(end(rest), shop) == nil)
            let finished = try #require(try await self.run(finish(rest), shop))
            #expect(finished.stage == .delivered && finished.refunds.map(\.state) == [.pending, .done])
            #expect(finished.refunds[1].gatewayID == "re_2" && finished.history.last?.event == .refundDone)
            #expect(try await self.run(finish(rest), shop) == nil)
            let ended = try #require(try await self.run(end(part), shop))
            #expect(ended.stage == .refunded && ended.refunds.map(\.state) == [.done, .done])
            #expect(ended.history.last?.event == .refunded && ended.history.last?.note == "Broken")
            for step in [end(part), finish(part)] { #expect(try await self.run(step, shop) == nil) }
        }
    }

    @Test func aCancelledOrderStaysCancelled() async throws {
        try await withShop { shop in
            let order = try await self.store(shop) { $0.delivery = .cancelled }
            let (step, refund) = try self.refund(order, .rest)
            #expect(try await self.run(step, shop) != nil)
            let end = OrderStatement.endByRefund(
                order.id, total: order.total, refund, gatewayID: nil, by: self.author)
            #expect(try await self.run(end, shop) == nil)
            let finish = OrderStatement.finishRefund(order.id, refund, gatewayID: nil, by: self.author)
            #expect(try await self.run(finish, shop)?.stage == .cancelled)
        }
    }

    @Test(arguments: [false, true])
    func aRefusalTakesARefundBackOnce(wasDone: Bool) async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            let (step, refund) = try self.refund(order, self.pieces(3))
            #expect(try await self.run(step, shop) != nil)
            if wasDone {
                let end = OrderStatement.endByRefund(
                    order.id, total: order.total, refund, gatewayID: "re_1", by: self.author)
                #expect(try await self.run(end, shop)?.stage == .refunded)
            }
            let refuse = OrderStatement.refuseRefund(order.id, refund, failure: "expired_card", by: self.author)
            let refused = try #require(try await self.run(refuse, shop))
            #expect(refused.refunded == .zero && refused.items[0].refundedQuantity == 0)
            // The pieces are there all the same.
            #expect(refused.items[0].restockedQuantity == 3 && refused.refunds[0].failure == "expired_card")
            #expect(refused.refunds.map(\.state) == [.refused] && refused.history.last?.event == .refundRefused)
            #expect(try await self.run(refuse, shop) == nil)
            let (again, _) = try self.refund(refused, self.pieces(3))
            #expect(try await self.run(again, shop)?.items[0].restockedQuantity == 3)
        }
    }

    @Test func aRefundMadeElsewhereIsNotedOnce() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            for isFirst in [true, false] {
                var refund = OrderRefund(amount: Money(minorUnits: 100))
                refund.gatewayID = "re_1"
                let step = OrderStatement.refund(order.id, total: order.total, refund, lines: [], by: self.author)
                #expect(try await (self.run(step, shop) != nil) == isFirst)
            }
        }
    }

    @Test func whatIsPaidAtTheDoorIsPaidOrCancelledOnce() async throws {
        try await withShop { shop in
            for (from, to, status) in [
                (DeliveryStatus.shipped, OrderStage.delivered, OrderStatus.paid), (.confirmed, .cancelled, .canceled),
                (.confirmed, .processing, .pending),
            ] {
                let order = try await self.store(shop) { ($0.status, $0.delivery) = (.pending, from) }
                func move(isPaidAtDoor: Bool) -> OrderStatement {
                    .move(
                        order.id, from: order.stage,
                        by: OrderMove(to: to, note: nil, tracking: nil, by: self.author), isPaidAtDoor: isPaidAtDoor)
                }
                #expect(try await self.run(move(isPaidAtDoor: false), shop) == nil)
                let moved = try #require(try await self.run(move(isPaidAtDoor: true), shop))
                #expect(moved.stage == to && moved.status == status)
                #expect(try await self.run(move(isPaidAtDoor: true), shop) == nil)
            }
        }
    }

    @Test(arguments: [(333, 100, 45, 3), (1, 99, 0, 100), (999, 0, 1, 7), (1000, 3000, 0, 3), (0, 0, 0, 2)])
    func thePartsOfALineMakeItUpHoweverItIsDivided(price: Int64, discount: Int64, tax: Int64, quantity: Int) throws {
        var item = OrderItem(
            productID: "", name: "Lamp", unitPrice: Money(minorUnits: price), quantity: quantity,
            lineTotal: Money(minorUnits: price * Int64(quantity)))
        (item.discount, item.tax) = (Money(minorUnits: discount), Money(minorUnits: tax))
        let whole = price * Int64(quantity) - discount + tax
        for step in 1...quantity {
            var (line, sum) = (item, Int64(0))
            while line.refundableQuantity > 0 {
                let count = min(step, line.refundableQuantity)
                let part = try #require(line.refund(of: count)).minorUnits
                #expect(part >= 0)
                sum += part
                line.refundedQuantity += count
            }
            #expect(sum == whole, "by \(step)")
        }
    }
}
