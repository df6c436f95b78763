import FoundationEssentials
import Orders
import RouteKit
import Schemas

/// Where an order is on its way.
struct V1OrderTrack: SchemaObject, RouteOutput {
    var status: OrderStage
    var tracking: V1Tracking?
    var estimatedDelivery: String?
    var events: [V1OrderEvent]

    static let schema = Schema(V1OrderTrack.init) {
        Field("status", \.status).example(.shipped)
        Field("tracking", \.tracking)
        Field("estimated_delivery", \.estimatedDelivery)
            .described("A date, by UTC; null when the order is over.").example("2026-12-24")
        Field("events", \.events).described("The oldest first.")
    }
}

extension V1OrderTrack {
    init(_ journey: OrderJourney) {
        self.init(
            status: journey.stage, tracking: journey.tracking.map { V1Tracking($0) },
            estimatedDelivery: journey.estimatedDelivery.map { String($0.formatted(.iso8601).prefix(10)) },
            events: journey.events.compactMap { V1OrderEvent($0) })
    }
}

/// Something that happened to an order.
struct V1OrderEvent: SchemaObject {
    var status: V1OrderEventName
    var at: Date
    var note: String?

    static let schema = Schema(V1OrderEvent.init) {
        Field("status", \.status).example(.placed)
        Field("at", \.at)
        Field("note", \.note)
    }
}

extension V1OrderEvent {
    /// - Returns: nil for what buyers don't see.
    init?(_ event: OrderEvent) {
        guard let status = V1OrderEventName(event.event) else { return nil }
        self.init(status: status, at: event.at, note: event.note)
    }
}

/// What can happen to an order, as its buyer sees it.
enum V1OrderEventName: String, SchemaEnum {
    case placed
    case paymentFailed = "payment_failed"
    case paid
    case confirmed
    case processing
    case shipped
    case delivered
    case cancelled
    case failed
    /// All was given back, or a part.
    case refunded

    /// - Returns: nil for what buyers don't see.
    init?(_ event: OrderEventKind) {
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
        case .refunded, .refundDone: self = .refunded
        case .refundAsked, .refundRefused: return nil
        }
    }
}

/// Where a parcel can be looked for.
struct V1Tracking: SchemaObject {
    var carrier: String?
    var number: String?
    var url: String?

    static let schema = Schema(V1Tracking.init) {
        Field("carrier", \.carrier).length(1...100).notBlank().onOneLine().example("DHL")
        Field("number", \.number).length(1...100).notBlank().onOneLine().example("00340434161094042557")
        Field("url", \.url).length(1...1000).onOneLine()
            .pattern("^https?://") { $0.hasPrefix("https://") || $0.hasPrefix("http://") }
            .example("https://www.dhl.com/track?id=00340434161094042557")
    }

    var tracking: Tracking { Tracking(carrier: self.carrier, number: self.number, url: self.url) }
}

extension V1Tracking {
    init(_ tracking: Tracking) {
        self.init(carrier: tracking.carrier, number: tracking.number, url: tracking.url)
    }
}
