import BSON
import Schemas
import ShopCore

/// What the audit log has of a refund. Why it was made goes with the account of who has bought.
struct AuditedRefund: SchemaObject {
    var id: ObjectID
    var amount: Money
    var items: [RefundedItem]
    var restocks: Bool
    var reason: String?

    static let schema = Schema(AuditedRefund.init(id:amount:items:restocks:reason:)) {
        Field("_id", \.id)
        Field("amount", \.amount)
        Field("items", \.items)
        Field("restock", \.restocks)
        Field("reason", \.reason)
    }
}

extension AuditedRefund {
    init(_ refund: OrderRefund) {
        self.init(
            id: refund.id, amount: refund.amount, items: refund.items, restocks: refund.restocks, reason: refund.reason)
    }
}

extension AuditChange {
    /// Somebody gives money back.
    static func refund(_ refund: OrderRefund, of orderID: ObjectID) -> AuditChange {
        AuditChange(
            .order, orderID, from: ["refund": nil], to: ["refund": .document(BSONDocument(AuditedRefund(refund)))])
    }

    /// The gateway did not give it back.
    static func refusal(_ refund: OrderRefund, of orderID: ObjectID) -> AuditChange {
        func document(_ state: OrderRefund.State, _ failure: String?) -> BSONDocument {
            [
                "refund": [
                    "_id": .objectID(refund.id), "state": .string(state.rawValue),
                    "failure": failure.map { .string($0) } ?? nil,
                ]
            ]
        }
        return AuditChange(.order, orderID, from: document(.pending, nil), to: document(.refused, refund.failure))
    }
}
