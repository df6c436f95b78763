import BSON
import FoundationEssentials
import Orders
import Schemas
import ShopCore

/// What was given back of what an order has cost, in `/api/v1`.
struct V1Refund: SchemaObject {
    var id: ObjectID
    var amount: Money
    var items: [V1RefundedItem]
    var restock: Bool
    var reason: String?
    var status: OrderRefund.State
    var createdAt: Date

    static let schema = Schema(V1Refund.init) {
        Field("id", \.id)
        Field("amount", \.amount).example(Money(minorUnits: 149_999))
        Field("items", \.items).described("Which pieces it is for; none where an amount was named.")
        Field("restock", \.restock).described("Whether the pieces came back into the stock.")
        Field("reason", \.reason)
        Field("status", \.status)
            .described("`pending` until the gateway has said yes; what it has `refused` does not count.")
            .example(.done)
        Field("created_at", \.createdAt)
    }
}

/// Pieces of a line that were paid back.
struct V1RefundedItem: SchemaObject {
    var itemID: ObjectID
    var quantity: Int

    static let schema = Schema(V1RefundedItem.init) {
        Field("item_id", \.itemID).described("The line's.")
        Field("quantity", \.quantity).example(1)
    }
}

extension V1Refund {
    init(_ refund: OrderRefund) {
        self.init(
            id: refund.id, amount: refund.amount,
            items: refund.items.map { V1RefundedItem(itemID: $0.itemID, quantity: $0.quantity) },
            restock: refund.restocks, reason: refund.reason, status: refund.state, createdAt: refund.at)
    }
}
