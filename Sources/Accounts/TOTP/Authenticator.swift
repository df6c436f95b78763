import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// The authenticator of an account. Whether a login needs its code is the account's to say (``User/hasTOTP``), which is
/// switched in one transaction with this.
struct Authenticator: Document {
    /// The account's.
    var id: ObjectID
    var secret: Data
    /// When the user showed to have it; nil until then.
    var confirmedAt: Date?
    /// The step of the last code that counted: neither it nor any before it counts again.
    var lastStep: Int
    /// What is known of the recovery codes that were not used.
    var recoveryHashes: [Data]

    static let schema = Schema("authenticators", Authenticator.init) {
        Field("_id", \.id)
        Field("secret", \.secret).encrypted()
        Field("confirmed_at", \.confirmedAt)
        Field("last_step", \.lastStep, default: 0)
        Field("recovery_hashes", \.recoveryHashes, default: [])
    }
}
