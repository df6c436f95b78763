import BSON
import FoundationEssentials
import Schemas

/// An order with snapshots of what was bought.
struct Order: SchemaObject, Equatable {
    var id = ObjectID()
    var userID: String
    var items: [OrderLine]
    var total: ExactDecimal
    var currency = "usd"
    var status = Status.pending
    var createdAt = Date.now

    enum Status: String, SchemaEnum { case pending, paid, failed, canceled }

    static let schema = Schema("orders", Order.init) {
        Field("_id", \.id)
        Field("user_id", \.userID).indexed()
        Field("items", \.items)
        Field("total", \.total).decimals(...2)
        Field("currency", \.currency, default: "usd")
        Field("status", \.status, default: .pending)
        Field("created_at", \.createdAt, default: .now)
    }

    /// An order of ten lines.
    static let sample = Order(
        userID: "507f1f77bcf86cd799439011",
        items: (1...10).map { number in
            OrderLine(
                productID: "507f1f77bcf86cd7994390\(10 + number)", name: "Gaming Laptop Pro \(number)",
                unitPrice: ExactDecimal(coefficient: 249_999, exponent: -2), qty: number,
                lineTotal: ExactDecimal(coefficient: Int64(249_999 * number), exponent: -2))
        },
        total: ExactDecimal(coefficient: 13_749_945, exponent: -2),
        createdAt: Date(timeIntervalSince1970: 1_729_506_600.123))
}

/// A line of an order.
struct OrderLine: SchemaObject, Equatable {
    var productID: String
    var name: String
    var unitPrice: ExactDecimal
    var qty: Int
    var lineTotal: ExactDecimal

    static let schema = Schema(OrderLine.init) {
        Field("product_id", \.productID)
        Field("name", \.name)
        Field("unit_price", \.unitPrice).decimals(...2)
        Field("qty", \.qty).positive()
        Field("line_total", \.lineTotal).decimals(...2)
    }
}
