import BSON
import MongoODM
import Schemas

/// A job in the hands of a worker: the lease tells this claim from every other of the same job, so that one who has lost it
/// can change nothing of what others made of the job since.
struct ClaimKey: SchemaObject, Hashable {
    var id: ObjectID
    var lease: ObjectID

    static let schema = Schema(ClaimKey.init) {
        Field("_id", \.id)
        Field("lease", \.lease)
    }
}
