import BSON
import FoundationEssentials
import MongoODM
import ShopCore

extension OrderStatement {
    /// Notes that money is to go back, with the pieces that it is for.
    ///
    /// If it finds no order, nothing was changed: there is none, nothing was paid, less is left than is to go back, pieces of
    /// the same lines were paid back meanwhile, or it was run before.
    ///
    /// - Parameters:
    ///   - total: what was paid for the order, which never changes.
    ///   - lines: those of the refund, with what they were like when it was worked out.
    static func refund(
        _ id: ObjectID, total: Money, _ refund: OrderRefund, lines: [RefundPlan.Line], by author: Author
    ) -> OrderStatement {
        let left = Money(
            minorUnits: total.minorUnits.subtractingReportingOverflow(refund.amount.minorUnits).partialValue,
            currency: total.currency)
        let fits: Query<Order> = \.refunded <= left || .exists(\.refunded, false)
        var condition: Query<Order> =
            \.id == id && \.status == .paid && fits && .none(\.refunds, \.id == refund.id)
        if let known = refund.gatewayID { condition = condition && .none(\.refunds, \.gatewayID == known) }
        var updates: [Update<Order>] = [.add(refund.amount, to: "refunded"), .push(\.refunds, refund)]
        for line in lines {
            let path = "items.\(line.index)"
            condition = condition && .line(path, "refunded_quantity", is: line.item.refundedQuantity)
            updates.append(.raw("$inc", "\(path).refunded_quantity", .int64(Int64(line.quantity))))
            if line.item.id == nil { updates.append(.raw("$set", "\(path)._id", .objectID(line.itemID))) }
            guard line.restocked > 0 else { continue }
            condition = condition && .line(path, "restocked_quantity", is: line.item.restockedQuantity)
            updates.append(.raw("$inc", "\(path).restocked_quantity", .int64(Int64(line.restocked))))
        }
        let event = OrderEvent(.refundAsked, at: refund.at, by: author, refund: refund.id)
        return OrderStatement(change: Statement(condition, .updates(updates + self.record([event], at: refund.at))))
    }

    /// Notes that the last of the money has gone back, which ends an order that is not cancelled.
    ///
    /// If it finds no order, nothing was changed: the refund is not pending, or it does not end the order.
    static func endByRefund(
        _ id: ObjectID, total: Money, _ refund: OrderRefund, gatewayID: String?, by author: Author,
        at moment: Date = .now
    ) -> OrderStatement {
        let endsIt: Query<Order> =
            \.refunded == total && .isNotIn(\.delivery, [.cancelled, .refunded])
            && .none(\.refunds, \.id != refund.id && \.state == .pending)
        let event = OrderEvent(.refunded, at: moment, by: author, note: refund.reason, refund: refund.id)
        return OrderStatement(
            change: Statement(
                self.isPending(id, refund.id) && endsIt,
                .updates(
                    self.settle(refund.id, as: .done, gatewayID: gatewayID) + [.set(\.delivery, .refunded)]
                        + self.record([event], at: moment))))
    }

    /// Notes that money has gone back. It is for what ``endByRefund(_:total:_:gatewayID:by:at:)`` has found not to end the order.
    ///
    /// If it finds no order, nothing was changed: the refund is not pending.
    static func finishRefund(
        _ id: ObjectID, _ refund: OrderRefund, gatewayID: String?, by author: Author, at moment: Date = .now
    ) -> OrderStatement {
        let event = OrderEvent(.refundDone, at: moment, by: author, note: refund.reason, refund: refund.id)
        return OrderStatement(
            change: Statement(
                self.isPending(id, refund.id),
                .updates(
                    self.settle(refund.id, as: .done, gatewayID: gatewayID) + self.record([event], at: moment))))
    }

    /// Notes that the gateway did not give money back, so that it and its pieces don't count any more. What has come back into
    /// the stock stays there.
    ///
    /// If it finds no order, nothing was changed: there is no such refund, or it was refused before.
    ///
    /// - Parameter failure: why, in a word for programs.
    static func refuseRefund(
        _ id: ObjectID, _ refund: OrderRefund, failure: String, by author: Author, at moment: Date = .now
    ) -> OrderStatement {
        let less = Money(minorUnits: -refund.amount.minorUnits, currency: refund.amount.currency)
        var updates = self.settle(refund.id, as: .refused, gatewayID: nil)
        updates.append(.each(\.refunds, where: \.id == refund.id, .set(\.failure, failure)))
        updates.append(.add(less, to: "refunded"))
        for item in refund.items {
            updates.append(.each(\.items, where: \.id == item.itemID, .inc(\.refundedQuantity, -item.quantity)))
        }
        let event = OrderEvent(.refundRefused, at: moment, by: author, refund: refund.id)
        return OrderStatement(
            change: Statement(
                \.id == id && .any(\.refunds, \.id == refund.id && \.state != .refused),
                .updates(updates + self.record([event], at: moment))))
    }

    private static func isPending(_ id: ObjectID, _ refundID: ObjectID) -> Query<Order> {
        \.id == id && .any(\.refunds, \.id == refundID && \.state == .pending)
    }

    private static func settle(
        _ id: ObjectID, as state: OrderRefund.State, gatewayID: String?
    ) -> [Update<Order>] {
        var updates: [Update<Order>] = [.each(\.refunds, where: \.id == id, .set(\.state, state))]
        if let gatewayID { updates.append(.each(\.refunds, where: \.id == id, .set(\.gatewayID, gatewayID))) }
        return updates
    }
}

extension Query where Root == Order {
    /// A line's number of pieces is what it was; where it is not stored it is 0. A path with a place also means a field of that
    /// name in each line: there is none, which `null` would match.
    fileprivate static func line(_ path: String, _ field: String, is count: Int) -> Query {
        .raw(["\(path).\(field)": count == 0 ? ["$not": ["$gt": 0]] : .int64(Int64(count))])
    }
}

extension Update where Root == Order {
    /// Adds to an amount.
    fileprivate static func add(_ amount: Money, to field: String) -> Update {
        .raw("$inc", field, Decimal128(amount.amount).map { .decimal128($0) } ?? .null)
    }
}
