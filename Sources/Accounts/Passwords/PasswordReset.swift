import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// A code that an account may get another password with: the one that was asked for last.
struct PasswordReset: Document {
    /// The user's.
    var id: ObjectID
    /// The job that sends the code, of which the code follows.
    var job: ObjectID
    /// When it was asked for.
    var requestedAt: Date
    /// How many codes were tried.
    var tries: Int
    /// When the code is worth nothing any more.
    var expiresAt: Date
    /// When the document is removed. A code that was used must not come back with a mail that is sent again.
    var deleteAt: Date

    static let schema = Schema("password_resets", PasswordReset.init) {
        Field("_id", \.id)
        Field("job", \.job)
        Field("requested_at", \.requestedAt)
        Field("tries", \.tries)
        Field("expires_at", \.expiresAt)
        Field("delete_at", \.deleteAt)
    }

    static let indexes = [Index<PasswordReset>(.ascending(\.deleteAt)).expiring(after: .zero)]
}
