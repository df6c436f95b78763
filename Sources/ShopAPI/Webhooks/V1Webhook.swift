import BSON
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore
import Webhooks

/// An endpoint of webhooks in `/api/v1`.
struct V1Webhook: SchemaObject {
    var id: ObjectID
    var url: String
    var events: [EventName]
    var state: WebhookState
    var failingSince: Date?
    var createdAt: Date
    var updatedAt: Date

    static let schema = Schema(V1Webhook.init) {
        Field("id", \.id)
        Field("url", \.url).example("https://crm.example/hooks/shop")
        Field("events", \.events).described("What it is told.").example([.orderPaid, .stockLow])
        Field("state", \.state).described("One that is paused gets nothing.").example(.active)
        Field("failing_since", \.failingSince)
            .described("Since when it has answered nothing but failures; null after a success.")
        Field("created_at", \.createdAt)
        Field("updated_at", \.updatedAt)
    }
}

extension V1Webhook {
    init(_ endpoint: WebhookEndpoint) {
        self.init(
            id: endpoint.id, url: endpoint.url, events: endpoint.events, state: endpoint.state,
            failingSince: endpoint.failingSince, createdAt: endpoint.createdAt, updatedAt: endpoint.updatedAt)
    }
}

/// What the messages to an endpoint are signed with.
struct V1WebhookSecret: SchemaObject {
    var secret: String

    static let schema = Schema(V1WebhookSecret.init) {
        Field("secret", \.secret).described("What messages are signed with. Keep it: it is shown only now.")
            .example("whsec_q83vEjRWeJ4mF1cV0n5sY7tB2kL9xPzR4dGhJ6wQeTU")
    }
}

/// What an endpoint was or is to be told.
struct V1WebhookDelivery: SchemaObject {
    var id: ObjectID
    var eventID: ObjectID
    var type: String
    var status: WebhookDeliveryState
    var attempts: Int
    var lastAnswer: WebhookAnswer?
    var createdAt: Date

    static let schema = Schema(V1WebhookDelivery.init) {
        Field("id", \.id)
        Field("event_id", \.eventID).described("What `Bodega-Event-Id` has: the same over all tries.")
        Field("type", \.type).example("order.paid")
        Field("status", \.status).example(.delivered)
        Field("attempts", \.attempts).described("How often it was tried.").example(1)
        Field("last_answer", \.lastAnswer).described("What the last try led to; null before the first.")
        Field("created_at", \.createdAt)
    }
}

extension V1WebhookDelivery {
    init(_ delivery: WebhookDelivery) {
        self.init(
            id: delivery.id, eventID: delivery.eventID, type: delivery.type, status: delivery.state,
            attempts: delivery.attempts, lastAnswer: delivery.lastAnswer, createdAt: delivery.createdAt)
    }
}

extension V1WebhookDelivery: RouteOutput {}
