import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// The mails of one kind that went to an account within the last hour.
struct MailCount: Document {
    var id: Key
    var sent: [SentMail]
    var expiresAt: Date

    struct Key: SchemaObject, Hashable {
        var userID: ObjectID
        var mail: String

        static let schema = Schema(Key.init) {
            Field("user_id", \.userID)
            Field("mail", \.mail)
        }
    }

    /// A mail, by the key of the job that sends it.
    struct SentMail: SchemaObject {
        var key: String
        var at: Date

        static let schema = Schema(SentMail.init) {
            Field("key", \.key)
            Field("at", \.at)
        }
    }

    static let schema = Schema("mail_counts", MailCount.init) {
        Field("_id", \.id)
        Field("sent", \.sent)
        Field("expires_at", \.expiresAt)
    }

    static let indexes = [Index<MailCount>(.ascending(\.expiresAt)).expiring(after: .zero)]
}
