import BSON
import FoundationEssentials
import Orders
import Schemas
import ShopCore

/// What an order tells of the pieces that it has moved.
///
/// Nothing is written down of them besides: a line has taken its pieces when the order was placed, if they were set aside then, or
/// else when it was settled; they came back when it ended unpaid, or as many as the line counts as being back in the stock.
struct MovingOrder: SchemaObject {
    var id: ObjectID
    var items: [Line]
    var status: OrderStatus
    var delivery: DeliveryStatus?
    var createdAt: Date
    var expiresAt: Date?
    var history: [Event]
    var refunds: [Refund]

    static let schema = Schema(MovingOrder.init) {
        Field("_id", \.id)
        Field("items", \.items)
        Field("status", \.status, default: .pending)
        Field("delivery", \.delivery, default: nil)
        Field("created_at", \.createdAt)
        Field("expires_at", \.expiresAt, default: nil)
        Field("history", \.history, default: [])
        Field("refunds", \.refunds, default: [])
    }

    struct Line: SchemaObject {
        var id: ObjectID?
        var productID: String
        var variantID: ObjectID?
        var quantity: Int
        var restockedQuantity: Int

        static let schema = Schema(Line.init) {
            Field("_id", \.id, default: nil)
            Field("product_id", \.productID)
            Field("variant_id", \.variantID, default: nil)
            Field("qty", \.quantity)
            Field("restocked_quantity", \.restockedQuantity, default: 0)
        }
    }

    struct Event: SchemaObject {
        var event: OrderEventKind
        var at: Date

        static let schema = Schema(Event.init) {
            Field("event", \.event)
            Field("at", \.at)
        }
    }

    struct Refund: SchemaObject {
        var items: [RefundedItem]
        var restocks: Bool
        var at: Date

        static let schema = Schema(Refund.init) {
            Field("items", \.items, default: [])
            Field("restock", \.restocks, default: false)
            Field("at", \.at)
        }
    }

    /// The movements of a product's pieces, the last first.
    func movements(of productID: ObjectID) -> [StockMovement] {
        self.items.reversed().filter { $0.productID == productID.hexString }.flatMap { line in
            [self.returned(line), self.taken(line)].compactMap { $0 }
        }
    }

    private var isReserved: Bool { self.expiresAt != nil }

    /// Whether it has ended without having been paid.
    private var isReleased: Bool { self.isReserved && (self.status == .failed || self.status == .canceled) }

    private func taken(_ line: Line) -> StockMovement {
        let isSold = self.status == .paid || self.delivery != nil
        let settled = self.isReserved ? nil : self.moment(of: .paid) ?? self.moment(of: .confirmed)
        return self.movement(-line.quantity, isSold ? "sold" : "reserved", line, at: settled ?? self.createdAt)
    }

    private func returned(_ line: Line) -> StockMovement? {
        let end = self.moment(of: .cancelled) ?? self.moment(of: .failed)
        if self.isReleased { return self.movement(line.quantity, "released", line, at: end ?? self.createdAt) }
        guard line.restockedQuantity != 0 else { return nil }
        let refunds = self.refunds.filter { refund in
            refund.restocks && refund.items.contains { $0.itemID == line.id }
        }
        let last = (refunds.map(\.at) + [end].compactMap { $0 }).max()
        return self.movement(line.restockedQuantity, "returned", line, at: last ?? self.createdAt)
    }

    private func moment(of event: OrderEventKind) -> Date? { self.history.last { $0.event == event }?.at }

    private func movement(_ change: Int, _ reason: String, _ line: Line, at moment: Date) -> StockMovement {
        StockMovement(
            change: change, reason: reason, orderID: self.id, variantID: line.variantID, at: moment)
    }

    /// The orders that have moved pieces of a product.
    static func query(_ productID: ObjectID) -> BSONDocument {
        [
            "items.product_id": .string(productID.hexString),
            "$or": [
                ["status": "paid"], ["delivery": ["$ne": nil]],
                ["expires_at": ["$gt": .date(Date(timeIntervalSince1970: 0))]],
            ],
        ]
    }

    /// How many movements ``movements(of:)`` has, as an expression.
    static func count(_ productID: ObjectID) -> BSONValue {
        let isReleased: BSONValue = [
            "$and": [
                ["$gt": ["$expires_at", .date(Date(timeIntervalSince1970: 0))]],
                ["$in": ["$status", ["failed", "canceled"]]],
            ]
        ]
        let isBack: BSONValue = ["$ne": [["$ifNull": ["$$line.restocked_quantity", 0]], 0]]
        let own: BSONValue = [
            "$filter": [
                "input": "$items", "as": "line",
                "cond": ["$eq": ["$$line.product_id", .string(productID.hexString)]],
            ]
        ]
        return [
            "$sum": [
                "$map": [
                    "input": own, "as": "line", "in": ["$cond": [["$or": [isReleased, isBack]], 2, 1]],
                ]
            ]
        ]
    }
}
