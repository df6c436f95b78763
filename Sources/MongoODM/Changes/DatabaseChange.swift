public import BSON
import Schemas

/// Something that happened in one of a database's collections. ``Repository/change(in:)`` reads it.
public struct DatabaseChange: Sendable {
    /// The name of the collection; empty for what happened to the database.
    public let collection: String
    /// The `_id` of the document; nil for a change of the whole collection.
    public let id: BSONValue?
    /// The place behind this change.
    public let token: ResumeToken
    let event: BSONDocument
}

/// The same as the server tells it.
struct ServedDatabaseChange: ServedChange {
    let change: DatabaseChange

    var token: ResumeToken { self.change.token }

    static func read(from reader: any ValueReader) throws(Rejected) -> ServedDatabaseChange {
        let event = try BSONDocument.read(from: reader)
        return ServedDatabaseChange(
            change: DatabaseChange(
                collection: event["ns"]?.documentValue?["coll"]?.stringValue ?? "",
                id: event["documentKey"]?.documentValue?["_id"],
                token: ResumeToken(event["_id"]?.documentValue ?? BSONDocument()), event: event))
    }

    func write(to writer: any ValueWriter) { self.change.event.write(to: writer) }
    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
}

extension Repository {
    /// A change of this collection that a stream of the whole database has told; nil for one of another collection, or of a
    /// kind that is not known.
    ///
    /// - Throws: ``MongoError`` with the code `decoding` when the document does not fit its schema.
    public func change(in told: DatabaseChange) throws -> Change<Model>? {
        guard told.collection == self.collectionName else { return nil }
        return try told.event.withBytes {
            try DocumentBatch.decode($0, as: ChangeEvent<Model>.self, self.operation("watch")).change
        }
    }
}
