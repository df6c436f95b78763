package import BSON
package import FoundationEssentials
package import MongoODM
package import Schemas

/// A login that goes on, to which access and refresh tokens belong. One that has ended is not there any more, and neither are
/// its refresh tokens.
package struct Session: Document {
    package var id = ObjectID()
    package var userID: ObjectID
    /// What the client says it is; empty if it says nothing.
    package var userAgent: String
    /// The network address from which it was last used.
    package var address: String
    package var createdAt = Date.now
    package var lastUsedAt = Date.now
    /// When it ends if it is not used.
    package var expiresAt: Date

    package static let schema = Schema("sessions", Session.init) {
        Field("_id", \.id).alsoAs("id")
        Field("user_id", \.userID)
        Field("user_agent", \.userAgent, default: "")
        Field("address", \.address, default: "")
        Field("created_at", \.createdAt)
        Field("last_used_at", \.lastUsedAt)
        Field("expires_at", \.expiresAt)
    }

    package static let indexes = [
        Index<Session>(.ascending(\.userID), .descending(\.lastUsedAt), .descending(\.id)),
        Index<Session>(.ascending(\.expiresAt)).expiring(after: .zero),
        Index<Session>(.ascending(\.createdAt)),
    ]
}
