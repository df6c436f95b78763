import ShopCore
import ShopMail

extension OrderMail {
    /// The mail about an event of an order; nil where the buyer is told nothing.
    ///
    /// - Parameter name: what the buyer is called; empty where that is not known.
    init?(_ event: OrderEvent, of order: Order, to name: String) {
        guard let kind = Event(event.event) else { return nil }
        func text(_ amount: Money) -> String { "\(amount) \(order.currency.rawValue.uppercased())" }
        self.init(
            event: kind, name: name, number: order.number, total: text(order.total),
            isPaidAtDoor: order.isPaidAtDoor, refund: order.refund(of: event).map { text($0.amount) },
            lines: order.items.map { Line(name: $0.name, quantity: $0.quantity, total: $0.lineTotal.description) },
            note: event.note, carrier: order.tracking?.carrier, trackingNumber: order.tracking?.number,
            trackingURL: order.tracking?.url)
    }
}

extension OrderMail.Event {
    fileprivate init?(_ event: OrderEventKind) {
        switch event {
        case .placed: self = .placed
        case .paymentFailed: self = .paymentFailed
        case .paid: self = .paid
        case .confirmed: self = .confirmed
        case .processing: self = .processing
        case .shipped: self = .shipped
        case .delivered: self = .delivered
        case .cancelled: self = .cancelled
        case .failed: self = .failed
        case .refunded: self = .refunded
        case .refundDone: self = .givenBack
        case .refundAsked, .refundRefused: return nil
        }
    }
}
