import BSON
import CMongoC

/// One of the writes that are sent together.
public enum BulkWrite<Model: Document>: Sendable {
    case create(Model)
    /// Stores a document in place of the one with its `_id`; nothing happens when there is none, unless it upserts.
    case replace(Model, upsert: Bool = false)
    case updateOne(Query<Model>, [Update<Model>], upsert: Bool = false)
    case updateMany(Query<Model>, [Update<Model>])
    case deleteOne(Query<Model>)
    case deleteMany(Query<Model>)
}

/// What the writes of a bulk did.
public struct BulkResult: Hashable, Sendable {
    public var inserted: Int
    /// Documents that fulfilled the queries of updates and replacements.
    public var matched: Int
    /// Documents that are different now.
    public var modified: Int
    public var deleted: Int
    /// Updates that inserted a document.
    public var upserted: Int
}
