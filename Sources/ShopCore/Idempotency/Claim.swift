import BSON
import FoundationEssentials
import MongoODM
import Schemas

/// That a request with a key is being answered, or how it was.
///
/// The primary key is what makes sure that a request runs once: of two that come at once, one can insert it.
struct Claim: Document {
    /// Operation, user and key; see ``KeyedRequest/claimID``.
    var id: String
    /// The user whose request it is; nil where no login is needed.
    var caller: String?
    /// A keyed hash of the request.
    var fingerprint: String
    /// Who answers it. Another holder has another identifier, also in the same process.
    var holder: ObjectID
    /// From when on another may become the holder, if there is no answer by then.
    var leaseEnd: Date
    /// The encrypted answer, once there is one.
    var answer: Data?
    var createdAt = Date.now

    static let schema = Schema("idempotency_keys", Claim.init) {
        Field("_id", \.id)
        Field("caller", \.caller)
        Field("fingerprint", \.fingerprint)
        Field("holder", \.holder)
        Field("lease_end", \.leaseEnd)
        Field("answer", \.answer)
        Field("created_at", \.createdAt)
    }

    static let indexes = [
        Index<Claim>(.ascending(\.createdAt)).expiring(after: .seconds(24 * 60 * 60)),
        Index<Claim>(.ascending(\.caller)).only(where: \.caller > ""),
    ]

    /// Longer than any request takes. Should one take longer, it is given up before it has done anything, if
    /// another has taken it over: see ``HeldClaim/keep(_:in:)``.
    static let lease: TimeInterval = 15
}
