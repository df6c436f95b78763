import RouteKit
import Schemas

/// Something that a client learns of an order that it follows.
struct V1OrderNews: ServerEvent {
    enum Content {
        case status(V1OrderEvent)
        case payment(V1Payment)
        case tracking(V1Tracking)
    }

    let id: String?
    let content: Content

    static let kinds = [
        ServerEventKind("status", V1OrderEvent.self, "What has happened, as `/track` lists it."),
        ServerEventKind("payment", V1Payment.self, "Where the payment stands."),
        ServerEventKind("tracking", V1Tracking.self, "Where the parcel can be looked for."),
    ]

    var name: String {
        switch self.content {
        case .status: "status"
        case .payment: "payment"
        case .tracking: "tracking"
        }
    }

    var data: any SchemaValue {
        switch self.content {
        case .status(let event): event
        case .payment(let payment): payment
        case .tracking(let tracking): tracking
        }
    }
}
