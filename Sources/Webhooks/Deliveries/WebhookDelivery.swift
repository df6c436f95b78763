public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas

/// An event on its way to an endpoint, and what became of it.
public struct WebhookDelivery: Document {
    public var id = ObjectID()
    public var endpointID: ObjectID
    public var eventID: ObjectID
    /// The event's name.
    public var type: String
    /// Whose personal data the event has; nil for nobody's.
    var userID: ObjectID?
    /// Whether an admin has asked for it to see whether it arrives: then also a paused endpoint gets it.
    var isTest = false
    public var state = WebhookDeliveryState.pending
    /// How often it was tried.
    public var attempts = 0
    /// What the last try led to; nil before the first.
    public var lastAnswer: WebhookAnswer?
    public var createdAt = Date.now
    /// When MongoDB deletes it.
    var deleteAt: Date

    public static let schema = Schema("webhook_deliveries", WebhookDelivery.init) {
        Field("_id", \.id)
        Field("endpoint_id", \.endpointID)
        Field("event_id", \.eventID)
        Field("type", \.type)
        Field("user_id", \.userID, default: nil)
        Field("test", \.isTest, default: false)
        Field("state", \.state, default: .pending)
        Field("attempts", \.attempts, default: 0)
        Field("last_answer", \.lastAnswer)
        Field("created_at", \.createdAt)
        Field("delete_at", \.deleteAt)
    }

    public static let indexes = [
        Index<WebhookDelivery>(.ascending(\.endpointID), .descending(\.createdAt), .descending(\.id)),
        Index<WebhookDelivery>(.ascending(\.userID)).sparse(),
        Index<WebhookDelivery>(.ascending(\.deleteAt)).expiring(after: .zero),
    ]
}

extension WebhookDelivery {
    init(of event: WebhookEvent, to endpointID: ObjectID, isTest: Bool) {
        self.init(
            endpointID: endpointID, eventID: event.id, type: event.type, userID: event.userID, isTest: isTest,
            createdAt: event.createdAt, deleteAt: event.deleteAt)
    }
}

/// Where a delivery stands.
public enum WebhookDeliveryState: String, SchemaEnum {
    /// It waits for its first try, or for another.
    case pending
    /// The endpoint has answered with a status of success.
    case delivered
    /// Its last try has failed, or its endpoint was paused.
    case failed
}
