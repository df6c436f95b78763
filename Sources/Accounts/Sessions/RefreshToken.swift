import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// A refresh token as MongoDB has it: its hash only, so that who reads the database can't use it.
struct RefreshToken: Document {
    /// The token's SHA-256.
    var id: Data
    var sessionID: ObjectID
    var userID: ObjectID
    /// When it was exchanged for a successor for the first time, by the database's clock.
    var rotatedAt: Date?
    /// When it was last shown, by the same clock.
    var shownAt: Date?
    var expiresAt: Date

    static let schema = Schema("refresh_tokens", RefreshToken.init) {
        Field("_id", \.id)
        Field("session_id", \.sessionID)
        Field("user_id", \.userID)
        Field("rotated_at", \.rotatedAt)
        Field("shown_at", \.shownAt)
        Field("expires_at", \.expiresAt)
    }

    static let indexes = [
        Index<RefreshToken>(.ascending(\.sessionID)),
        Index<RefreshToken>(.ascending(\.userID)),
        Index<RefreshToken>(.ascending(\.expiresAt)).expiring(after: .zero),
    ]
}
