public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
public import ShopCore

/// Another system that wants to know what happens in the shop.
public struct WebhookEndpoint: Document {
    public var id = ObjectID()
    public var url: String
    /// The names of what it is told. Another version of the shop may know others.
    var eventNames: [String]
    /// What messages to it are signed with.
    var secret: String
    public var state = WebhookState.active
    /// Since when it has answered nothing but failures; nil when its last answer was a success, or it was asked for nothing yet.
    public var failingSince: Date?
    /// Who looks after it: who has added it, or let it go on.
    var keeperID: ObjectID?
    public var createdAt = Date.now
    public var updatedAt = Date.now
    /// How often it was changed.
    var revision = 0

    public static let schema = Schema("webhook_endpoints", WebhookEndpoint.init) {
        Field("_id", \.id)
        Field("url", \.url)
        Field("events", \.eventNames)
        Field("secret", \.secret).encrypted()
        Field("state", \.state, default: .active)
        Field("failing_since", \.failingSince)
        Field("keeper_id", \.keeperID, default: nil)
        Field("created_at", \.createdAt)
        Field("updated_at", \.updatedAt)
        Field("revision", \.revision, default: 0).revision()
    }

    /// How many there may be: each is a message more for every event.
    static let capacity = 50

    public var events: [EventName] { self.eventNames.compactMap { EventName(rawValue: $0) } }
}

/// Whether an endpoint is told what happens.
public enum WebhookState: String, SchemaEnum {
    case active
    /// It gets nothing: an admin wants it so, or it has failed for too long.
    case paused
}
