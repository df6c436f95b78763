import BSON
import MongoODM

/// A step of an order as a value. It reads nothing before, so it may be run alone, with others in a transaction, or again.
struct OrderStatement: Sendable {
    let change: Statement<Order>

    /// Stores a new order. Run again, it throws `duplicateKey`: the order has its id already.
    static func place(_ order: Order) -> OrderStatement { OrderStatement(change: Statement(inserting: order)) }

    /// Moves a pending order to its final status.
    ///
    /// If it finds no order, nothing was changed: there is none, it is not the user's, or it is no longer pending.
    static func finish(_ id: ObjectID, userID: String, as status: OrderStatus) -> OrderStatement {
        OrderStatement(
            change: Statement(
                \.id == id && \.userID == userID && \.status == .pending, .set(\.status, status)))
    }
}
