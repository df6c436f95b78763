import BSON
import FoundationEssentials
package import ShopCore

extension Order {
    /// Begins the history of a new order. One that is paid at the door goes on its way at once.
    package mutating func begin(by author: Author) {
        self.history = [OrderEvent(.placed, at: self.createdAt, by: author)]
        if self.payment.method == OrderPayment.cashOnDelivery {
            self.delivery = .confirmed
            self.history.append(OrderEvent(.confirmed, at: self.createdAt, by: author))
        }
        self.unmoved = self.history.count
    }

    /// How many of the first events are in the audit log.
    var moved: Int { max(0, self.history.count - max(0, self.unmoved)) }

    /// The history without what tells who somebody is but the identifier. The audit log has the rest, and knows how to forget
    /// it.
    var impersonalHistory: [OrderEvent] {
        self.history.map { event in
            var event = event
            event.author = event.author?.identifier
            return event
        }
    }

    /// The entries of the audit log for those events that are not in it.
    var unmovedSteps: [AuditStep] {
        var (steps, payment, delivery) = ([AuditStep](), OrderStatus.pending, DeliveryStatus?.none)
        for (index, event) in self.history.enumerated() {
            let before = (payment, delivery)
            (payment, delivery) = event.event.applied(to: payment, delivery)
            guard index >= self.moved, let change = self.change(by: event, from: before, to: (payment, delivery)) else {
                continue
            }
            steps.append(
                AuditStep(id: event.id, at: event.at, author: event.author ?? Author(command: ""), change: change))
        }
        return steps
    }

    /// The refund that an event is about; nil for none.
    func refund(of event: OrderEvent) -> OrderRefund? {
        guard let id = event.refundID else { return nil }
        return self.refunds.first { $0.id == id }
    }

    private func change(
        by event: OrderEvent, from before: (OrderStatus, DeliveryStatus?), to after: (OrderStatus, DeliveryStatus?)
    ) -> AuditChange? {
        if event.event == .placed {
            var placed = AuditedOrder(self)
            placed.status = .pending
            // A guest's order may be an account's by now.
            if self.email != nil { placed.userID = event.author?.userID?.hexString ?? "" }
            return AuditChange(.order, self.id, from: nil, to: placed)
        }
        if let refund = self.refund(of: event) {
            if event.event == .refundAsked { return .refund(refund, of: self.id) }
            if event.event == .refundRefused { return .refusal(refund, of: self.id) }
        }
        // What follows from the payment at once is one change with it.
        if before.0 != after.0 {
            return .order(self.id, "status", from: before.0.rawValue, to: after.0.rawValue)
        }
        let isPartOfPayment = event.event == .confirmed && before.0 == .paid
        guard before.1 != after.1, !isPartOfPayment else { return nil }
        return .order(self.id, "delivery", from: before.1?.rawValue, to: after.1?.rawValue)
    }
}

extension OrderEventKind {
    /// What payment and delivery of an order are after the event.
    func applied(to payment: OrderStatus, _ delivery: DeliveryStatus?) -> (OrderStatus, DeliveryStatus?) {
        switch self {
        case .placed, .paymentFailed, .refundAsked, .refundDone, .refundRefused: (payment, delivery)
        case .paid: (.paid, delivery)
        case .confirmed: (payment, .confirmed)
        case .processing: (payment, .processing)
        case .shipped: (payment, .shipped)
        case .delivered: (payment, .delivered)
        case .failed: (.failed, delivery)
        case .cancelled: payment == .pending ? (.canceled, delivery == nil ? nil : .cancelled) : (payment, .cancelled)
        case .refunded: (payment, .refunded)
        }
    }
}

extension AuditChange {
    /// A change of one field of an order.
    fileprivate static func order(
        _ id: ObjectID, _ field: String, from before: String?, to after: String?
    ) -> AuditChange {
        func document(_ value: String?) -> BSONDocument { BSONDocument([(field, value.map { .string($0) } ?? .null)]) }
        return AuditChange(.order, id, from: document(before), to: document(after))
    }
}
