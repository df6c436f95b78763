import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// A step of an order as a value. It reads nothing before, so it may be run alone, with others in a transaction, or again.
struct OrderStatement: Sendable {
    let change: Statement<Order>

    /// Stores a new order. Run again, it throws `duplicateKey`: the order has its id already, or another one its number.
    static func place(_ order: Order) -> OrderStatement { OrderStatement(change: Statement(inserting: order)) }

    /// Moves a pending order of which nothing is set aside to the final status of its payment.
    ///
    /// If it finds no order, nothing was changed: there is none, it is not the user's, it is no longer pending, or its pieces
    /// are set aside.
    static func finish(
        _ id: ObjectID, userID: String, as status: OrderStatus, by author: Author, at moment: Date = .now
    ) -> OrderStatement {
        OrderStatement(
            change: Statement(
                \.id == id && \.userID == userID && OrderStage.pending.query && \.expiresAt == nil,
                .updates(self.updates(to: OrderStage(status, nil), from: .pending, by: author, at: moment))))
    }

    /// Takes an order from where it stands to where it can be taken by hand.
    ///
    /// If it finds no order, nothing was changed: there is none, or it stands elsewhere.
    ///
    /// - Parameter isPaidAtDoor: whether it is on its way and not paid: then who delivers it gets the money, and what is
    ///   cancelled was never paid.
    static func move(
        _ id: ObjectID, from: OrderStage, by move: OrderMove, isPaidAtDoor: Bool = false, at moment: Date = .now
    ) -> OrderStatement {
        var updates = self.updates(
            to: move.stage, from: from, by: move.author, note: move.note, isPaidAtDoor: isPaidAtDoor, at: moment)
        var condition: Query<Order> = \.id == id && from.query
        if from != .pending { condition = condition && \.status == (isPaidAtDoor ? .pending : .paid) }
        let isPaidByHand = from == .pending && move.stage == .confirmed || isPaidAtDoor && move.stage == .delivered
        if isPaidByHand { updates.append(.set(\.payment.gateway, OrderPayment.manual)) }
        if let tracking = move.tracking { updates.append(.set(\.tracking, tracking)) }
        return OrderStatement(change: Statement(condition, .updates(updates)))
    }

    /// Makes a guest's order that of a user. Nothing has happened to it by that, so its history stays as it is.
    ///
    /// If it finds no order, nothing was changed: there is none, it is not a guest's, or it has another address of mail.
    static func claim(
        _ id: ObjectID, of email: String, by userID: ObjectID, at moment: Date = .now
    ) -> OrderStatement {
        OrderStatement(
            change: Statement(
                \.id == id && Order.guests(email),
                .updates([.set(\.userID, userID.hexString), .set(\.updatedAt, moment)])))
    }

    /// Notes that all pieces of an order are back in the stock. Run again, it changes nothing.
    ///
    /// If it finds no order, there is none.
    static func restockAll(_ id: ObjectID) -> OrderStatement {
        let line: BSONValue = ["$mergeObjects": ["$$line", ["restocked_quantity": "$$line.qty"]]]
        let lines: BSONValue = ["$map": ["input": "$items", "as": "line", "in": line]]
        return OrderStatement(
            change: Statement(\.id == id, .pipeline(Pipeline().stage(["$set": ["items": lines]]))))
    }

    /// What is different of an order that was taken somewhere, its history included.
    static func updates(
        to stage: OrderStage, from: OrderStage, by author: Author, note: String? = nil, isPaidAtDoor: Bool = false,
        at moment: Date
    ) -> [Update<Order>] {
        var updates: [Update<Order>] = []
        var events = [OrderEvent(stage.event, at: moment, by: author, note: note)]
        switch (from, stage) {
        case (.pending, .confirmed): updates = [.set(\.status, .paid), .set(\.delivery, .confirmed)]
        case (.pending, .failed): updates = [.set(\.status, .failed)]
        case (.pending, _): updates = [.set(\.status, .canceled)]
        default: updates = [.set(\.delivery, stage.delivery)]
        }
        if from == .pending {
            // It is settled: nothing is left to pay with, and where the payment stands follows from the order's status.
            updates += [.unset(\.payment.token), .unset(\.payment.clientSecret), .unset(\.payment.status)]
        }
        if isPaidAtDoor, stage == .delivered { updates.append(.set(\.status, .paid)) }
        if isPaidAtDoor, stage == .cancelled { updates.append(.set(\.status, .canceled)) }
        if stage == .confirmed || isPaidAtDoor && stage == .delivered {
            events.insert(OrderEvent(.paid, at: moment, by: author), at: 0)
            updates.append(.set(\.paidAt, moment))
        }
        return updates + self.record(events, at: moment)
    }

    /// Writes down what has happened, with the other changes of the same step.
    static func record(_ events: [OrderEvent], at moment: Date) -> [Update<Order>] {
        [.push(\.history, each: events), .inc(\.unmoved, events.count), .set(\.updatedAt, moment)]
    }
}

extension OrderStage {
    /// What has happened to an order that was taken here.
    fileprivate var event: OrderEventKind {
        switch self {
        case .pending: .placed
        case .confirmed: .confirmed
        case .processing: .processing
        case .shipped: .shipped
        case .delivered: .delivered
        case .failed: .failed
        case .cancelled: .cancelled
        case .refunded: .refunded
        }
    }

    /// What the delivery of an order is here; nil where there is none.
    fileprivate var delivery: DeliveryStatus? {
        switch self {
        case .pending, .failed: nil
        case .confirmed: .confirmed
        case .processing: .processing
        case .shipped: .shipped
        case .delivered: .delivered
        case .cancelled: .cancelled
        case .refunded: .refunded
        }
    }
}
