package import MongoODM
public import Schemas
import ShopCore

/// Where an order stands, by its payment and its delivery together: what `/api/v1` calls its status.
public enum OrderStage: String, SchemaEnum {
    case pending
    case confirmed
    case processing
    case shipped
    case delivered
    case failed
    case cancelled
    case refunded
}

extension OrderStage {
    package init(_ payment: OrderStatus, _ delivery: DeliveryStatus?) {
        self =
            switch (delivery, payment) {
            case (.confirmed, _): .confirmed
            case (.processing, _): .processing
            case (.shipped, _): .shipped
            case (.delivered, _): .delivered
            case (.cancelled, _): .cancelled
            case (.refunded, _): .refunded
            case (nil, .pending): .pending
            // By an earlier version, which knows payments alone.
            case (nil, .paid): .confirmed
            case (nil, .failed): .failed
            case (nil, .canceled): .cancelled
            }
    }

    /// Where an order can be taken to from where it stands, by hand. What is in no list is never done so: orders are
    /// `refunded` by their refunds alone.
    static let steps: [OrderStage: Set<OrderStage>] = [
        .pending: [.confirmed, .failed, .cancelled],
        .confirmed: [.processing, .cancelled],
        .processing: [.shipped, .cancelled],
        .shipped: [.delivered],
    ]

    /// Those from which nothing follows.
    package static let over: [OrderStage] = [.delivered, .failed, .cancelled, .refunded]

    /// The orders that stand here.
    package var query: Query<Order> { self.places.dropFirst().reduce(self.places[0]) { $0 || $1 } }

    /// The alternatives of the query, one at least. Each is one place in an index of deliveries and payments.
    var places: [Query<Order>] {
        switch self {
        case .pending: [Self.unsettled(.pending)]
        case .confirmed: [Self.settled(.confirmed), Self.unsettled(.paid)]
        case .processing: [Self.settled(.processing)]
        case .shipped: [Self.settled(.shipped)]
        case .delivered: [Self.settled(.delivered)]
        case .failed: [Self.unsettled(.failed)]
        case .cancelled: [Self.settled(.cancelled), Self.unsettled(.canceled)]
        case .refunded: [Self.settled(.refunded)]
        }
    }

    private static func settled(_ delivery: DeliveryStatus) -> Query<Order> {
        \.delivery == delivery && .isIn(\.status, OrderStatus.allCases)
    }

    private static func unsettled(_ payment: OrderStatus) -> Query<Order> {
        \.delivery == nil && \.status == payment
    }
}

extension Order {
    /// Where it stands.
    public var stage: OrderStage { OrderStage(self.status, self.delivery) }

    /// Where its payment stands.
    public var paymentStatus: PaymentStatus {
        if let status = self.payment.status { return status }
        if self.refunded > .zero { return self.refunded < self.total ? .partiallyRefunded : .refunded }
        return switch self.status {
        case .pending: .pending
        case .paid: .paid
        case .failed: .failed
        case .canceled: .canceled
        }
    }
}
