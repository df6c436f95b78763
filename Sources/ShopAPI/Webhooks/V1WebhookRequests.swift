import BSON
import OutboundHTTP
import Schemas
import ShopCore
import Webhooks

/// Which endpoint.
struct V1WebhookPath: SchemaObject {
    var id: String

    static let schema = Schema(V1WebhookPath.init) {
        Field("id", \.id).example("507f1f77bcf86cd799439016")
    }

    /// - Throws: `ShopError` `notFound` when none is called so.
    func webhook() throws(ShopError) -> ObjectID { try ObjectID(self.id, of: "Webhook") }
}

/// Which delivery to an endpoint.
struct V1WebhookDeliveryPath: SchemaObject {
    var id: String
    var delivery: String

    static let schema = Schema(V1WebhookDeliveryPath.init) {
        Field("id", \.id).example("507f1f77bcf86cd799439016")
        Field("delivery", \.delivery).example("507f1f77bcf86cd799439017")
    }
}

/// An endpoint as it is entered.
struct V1WebhookRequest: SchemaObject {
    var url: String
    var events: [EventName]
    var secret: String?

    static let schema = Schema(V1WebhookRequest.init) {
        Field("url", \.url).webhookURL().example("https://crm.example/hooks/shop")
        Field("events", \.events).webhookEvents().example([.orderPaid, .stockLow])
        Field("secret", \.secret).webhookSecret().described("What messages are signed with; made when absent.")
    }

    var draft: WebhookDraft { WebhookDraft(url: self.url, events: self.events, secret: self.secret) }
}

/// Some fields of an endpoint to be changed.
struct V1WebhookChanges: SchemaObject {
    var url: Patch<String>
    var events: Patch<[EventName]>
    var secret: Patch<String>
    var state: Patch<WebhookState>

    static let schema = Schema(V1WebhookChanges.init) {
        Field("url", \.url).webhookURL()
        Field("events", \.events).webhookEvents()
        Field("secret", \.secret).webhookSecret().described("Another one, for all messages from now on.")
        Field("state", \.state).example(.set(.paused))
    }

    var changes: WebhookChanges {
        WebhookChanges(url: self.url, events: self.events, secret: self.secret, state: self.state)
    }
}

extension Field where Value.Constrained == String {
    fileprivate func webhookURL() -> Self {
        self.length(...OutboundURL.longest)
            .described("http or https, without a name, a password or a fragment; its host must be public.")
            .constrained(
                by: Constraint(keywords: ["format": "uri"]) { text in
                    do throws(OutboundURL.Problem) {
                        _ = try OutboundURL(text)
                        return nil
                    } catch {
                        return Violation(code: "webhook_url", message: error.message)
                    }
                })
    }

    fileprivate func webhookSecret() -> Self { self.length(16...200).onOneLine() }
}

extension Field where Value.Constrained == [EventName] {
    fileprivate func webhookEvents() -> Self {
        self.count(...EventName.allCases.count)
            .constrained(
                by: Constraint(keywords: ["minItems": 1, "uniqueItems": true]) { events in
                    if events.isEmpty { return Violation(code: "too_short", message: "Name at least one event") }
                    guard Set(events).count < events.count else { return nil }
                    return Violation(code: "not_unique", message: "Name each event once")
                })
    }
}
