import BSON
import MongoODM
import Schemas

/// A job in the hands of a worker: the lease tells this claim from every other of the same job, so that one who has lost it
/// can change nothing of what others made of the job since.
struct ClaimKey: Hashable {
    let id: ObjectID
    let lease: ObjectID
}

/// The part of a stored job that tells who has it.
struct HeldClaim: SchemaObject {
    var id: ObjectID
    var lease: ObjectID?

    static let schema = Schema(HeldClaim.init) {
        Field("_id", \.id)
        Field("lease", \.lease)
    }

    var key: ClaimKey? { self.lease.map { ClaimKey(id: self.id, lease: $0) } }
}
