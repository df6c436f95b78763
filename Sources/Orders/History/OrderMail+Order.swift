import ShopCore
import ShopMail

extension OrderMail {
    /// The mail about an event of an order.
    ///
    /// - Parameter name: what the buyer is called; empty where that is not known.
    init(_ event: OrderEvent, of order: Order, to name: String) {
        self.init(
            event: Event(event.event), name: name, number: order.number,
            total: "\(order.total) \(order.currency.rawValue.uppercased())",
            lines: order.items.map { Line(name: $0.name, quantity: $0.quantity, total: $0.lineTotal.description) },
            note: event.note, carrier: order.tracking?.carrier, trackingNumber: order.tracking?.number,
            trackingURL: order.tracking?.url)
    }
}

extension OrderMail.Event {
    fileprivate init(_ event: OrderEventKind) {
        self =
            switch event {
            case .placed: .placed
            case .paymentFailed: .paymentFailed
            case .paid: .paid
            case .confirmed: .confirmed
            case .processing: .processing
            case .shipped: .shipped
            case .delivered: .delivered
            case .cancelled: .cancelled
            case .failed: .failed
            case .refunded: .refunded
            }
    }
}
