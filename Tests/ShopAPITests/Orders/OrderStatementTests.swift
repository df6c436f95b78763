import BSON
import FoundationEssentials
import MongoODM
import Schemas
import ShopCore
import Testing

@testable import Orders

/// The steps of orders as values: each does something once, however often it is run.
@Suite struct OrderStatementTests {
    private func run(_ statement: OrderStatement, _ shop: ShopClient) async throws -> Order? {
        try await Repository<Order>(shop.database).run(statement.change)
    }

    private func store(_ shop: ShopClient, _ change: (inout Order) -> Void = { _ in }) async throws -> Order {
        let price = Money(minorUnits: 500)
        let item = OrderItem(
            id: ObjectID(), productID: ObjectID().hexString, name: "Lamp", unitPrice: price, quantity: 2,
            lineTotal: Money(minorUnits: 1000))
        var order = Order(userID: ObjectID().hexString, items: [item], total: Money(minorUnits: 1000))
        order.number = OrderNumber.draw()
        order.begin(by: Author(command: "test"))
        change(&order)
        return try #require(try await self.run(.place(order), shop))
    }

    @Test func anOrderIsPlacedOnce() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            await #expect(throws: MongoError.self) { _ = try await self.run(.place(order), shop) }
            var other = order
            other.id = ObjectID()
            // It has the number of the first.
            await #expect(throws: MongoError.self) { _ = try await self.run(.place(other), shop) }
        }
    }

    @Test(arguments: [OrderStatus.paid, .failed, .canceled])
    func aPaymentEndsOnce(status: OrderStatus) async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            let step = OrderStatement.finish(
                order.id, userID: order.userID, as: status, by: Author(command: "test"))
            #expect(try await self.run(step, shop)?.status == status)
            #expect(try await self.run(step, shop) == nil)
            let other = OrderStatement.finish(
                order.id, userID: ObjectID().hexString, as: status, by: Author(command: "test"))
            #expect(try await self.run(other, shop) == nil)
        }
    }

    @Test func aStepIsTakenOnce() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            for (from, to) in [
                (OrderStage.pending, OrderStage.confirmed), (.confirmed, .processing), (.processing, .shipped),
                (.shipped, .delivered),
            ] {
                let tracking = Tracking(carrier: "DHL", number: "1", url: nil)
                let step = OrderStatement.move(
                    order.id, from: from,
                    by: OrderMove(to: to, note: "Here", tracking: tracking, by: Author(command: "test")))
                let moved = try #require(try await self.run(step, shop))
                #expect(moved.stage == to && moved.tracking == tracking && moved.history.last?.note == "Here")
                #expect(try await self.run(step, shop) == nil)
            }
        }
    }

    @Test func piecesComeBackOnce() async throws {
        try await withShop { shop in
            let order = try await self.store(shop)
            for _ in 0..<2 {
                let restocked = try #require(try await self.run(.restockAll(order.id), shop))
                #expect(restocked.items.map(\.restockedQuantity) == [2] && restocked.items[0].id == order.items[0].id)
            }
        }
    }

    @Test func aNumberThatIsTakenIsDrawnAgain() async throws {
        try await withShop { shop in
            let taken = try await self.store(shop)
            var numbers = [taken.number, taken.number, "B-0000000001"]
            let order = try await OrderNumber.unique {
                numbers.removeFirst()
            } _: { number in
                try await self.store(shop) { $0.number = number }
            }
            #expect(order.number == "B-0000000001")
            await #expect(throws: MongoError.self) {
                _ = try await OrderNumber.unique {
                    taken.number
                } _: { number in
                    try await self.store(shop) { $0.number = number }
                }
            }
        }
    }

    @Test(arguments: [
        ("B-0123456789", "B-0123456789"), ("b-0123456789", "B-0123456789"), ("B-012345678", nil),
        ("B-01234567890", nil),
        ("C-0123456789", nil), ("B-012345678x", nil), ("B_0123456789", nil), ("", nil), ("B-٠١٢٣٤٥٦٧٨٩", nil),
    ])
    func numbersAreKnownByTheirForm(text: String, number: String?) {
        #expect(OrderNumber.normalized(text) == number)
    }

    @Test func whatIsPersonalIsStoredEncrypted() async throws {
        try await withShop { shop in
            let address = PostalAddress(
                fullName: "Ann Miller", line1: "Hauptstr. 5", line2: nil, city: "Berlin", state: nil,
                postalCode: "10115", country: "DE", phone: "030 1234")
            let order = try await self.store(shop) {
                ($0.shippingAddress, $0.billingAddress, $0.notes) = (address, address, "Ring twice")
            }
            let step = OrderStatement.move(
                order.id, from: .pending,
                by: OrderMove(to: .cancelled, note: "Changed her mind", tracking: nil, by: Author(command: "test")))
            let moved = try #require(try await self.run(step, shop))
            #expect(moved.shippingAddress == address && moved.notes == "Ring twice")
            let stored = "\(try await shop.documents("orders"))"
            for text in ["Miller", "Hauptstr", "10115", "1234", "Ring", "mind"] { #expect(!stored.contains(text)) }
        }
    }
}
