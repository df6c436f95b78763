import BSON
import CMongoC

/// Which members of the replica set answer reads. <https://www.mongodb.com/docs/manual/core/read-preference/>
public enum ReadPreference: Hashable, Sendable {
    case primary
    case primaryPreferred
    case secondary
    case secondaryPreferred
    /// Whichever answers fastest.
    case nearest

    var mode: mongoc_read_mode_t {
        switch self {
        case .primary: MONGOC_READ_PRIMARY
        case .primaryPreferred: MONGOC_READ_PRIMARY_PREFERRED
        case .secondary: MONGOC_READ_SECONDARY
        case .secondaryPreferred: MONGOC_READ_SECONDARY_PREFERRED
        case .nearest: MONGOC_READ_NEAREST
        }
    }
}

/// What state of the data a read may see. <https://www.mongodb.com/docs/manual/reference/read-concern/>
public enum ReadConcern: String, Sendable {
    /// What the member has, which may be rolled back.
    case local
    case available
    /// What a majority has, which stays.
    case majority
    /// What a majority has, and nothing older than the call.
    case linearizable
    case snapshot
}

/// When a write counts as done. <https://www.mongodb.com/docs/manual/reference/write-concern/>
public enum WriteConcern: Hashable, Sendable {
    /// A majority has it in its journal: it stays.
    case majority
    /// So many members have it, the primary included.
    case members(Int)

    var document: BSONDocument {
        switch self {
        case .majority: ["w": "majority"]
        case .members(let count): ["w": .int32(Int32(clamping: count))]
        }
    }
}
