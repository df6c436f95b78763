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
            events: journey.events.map { V1OrderEvent(status: $0.event, at: $0.at, note: $0.note) })
    }
}

/// Something that happened to an order.
struct V1OrderEvent: SchemaObject {
    var status: OrderEventKind
    var at: Date
    var note: String?

    static let schema = Schema(V1OrderEvent.init) {
        Field("status", \.status).example(.placed)
        Field("at", \.at)
        Field("note", \.note)
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
