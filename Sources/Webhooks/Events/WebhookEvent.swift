package import BSON
package import FoundationEssentials
package import MongoODM
package import Schemas

/// Something that has happened, as endpoints are told: the same bytes with every try.
package struct WebhookEvent: Document {
    /// What `Bodega-Event-Id` has.
    package var id = ObjectID()
    /// Its name.
    package var type: String
    /// What it is about.
    var subject: ObjectID
    /// Whose personal data it has; nil for nobody's.
    var userID: ObjectID?
    /// The message, a JSON object.
    package var body: String
    package var createdAt = Date.now
    /// When MongoDB deletes it.
    var deleteAt: Date

    package static let schema = Schema("webhook_events", WebhookEvent.init) {
        Field("_id", \.id)
        Field("type", \.type)
        Field("subject", \.subject)
        Field("user_id", \.userID, default: nil)
        Field("body", \.body).encrypted()
        Field("created_at", \.createdAt)
        Field("delete_at", \.deleteAt)
    }

    package static let indexes = [
        Index<WebhookEvent>(.ascending(\.userID), .descending(\.createdAt), .descending(\.id)).sparse(),
        Index<WebhookEvent>(.ascending(\.deleteAt)).expiring(after: .zero),
    ]

    /// How long events and what became of them are kept, in seconds: a week.
    static let lifetime = 7 * 86_400.0
}
