public import FoundationEssentials

/// An order on its way: what has happened, and when it is to be there.
public struct OrderJourney: Sendable {
    public let stage: OrderStage
    public let tracking: Tracking?
    /// Nil when the order is over.
    public let estimatedDelivery: Date?
    /// The first first.
    public let events: [OrderEvent]

    /// - Parameter deliveryDays: how many days after shipping, or placing, an order is there.
    init(_ order: Order, deliveryDays: Int) {
        self.stage = order.stage
        self.tracking = order.tracking
        self.events = order.story
        let begin = order.history.last { $0.event == .shipped }?.at ?? order.createdAt
        self.estimatedDelivery =
            OrderStage.over.contains(order.stage)
            ? nil : begin.addingTimeInterval(Double(deliveryDays) * 86_400)
    }
}
