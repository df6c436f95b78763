import BSON
import FoundationEssentials
import Schemas
import Webhooks

/// What other systems were told of a user.
struct V1ToldEvent: SchemaObject {
    var id: ObjectID
    var type: String
    var createdAt: Date
    var data: JSONNode?

    static let schema = Schema(V1ToldEvent.init) {
        Field("id", \.id)
        Field("type", \.type).example("order.created")
        Field("created_at", \.createdAt)
        Field("data", \.data)
    }
}

extension V1ToldEvent {
    init(_ event: WebhookEvent) {
        let message = try? JSONNode(json: Array(event.body.utf8))
        self.init(id: event.id, type: event.type, createdAt: event.createdAt, data: message?["data"])
    }
}
