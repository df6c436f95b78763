import BSON
import Schemas

/// Something that happened to a document, or to its whole collection.
/// <https://www.mongodb.com/docs/manual/reference/change-events/>
public struct Change<Model: Document>: Sendable {
    public enum Kind: String, Sendable {
        case insert
        case update
        case replace
        case delete
        /// The collection was deleted, renamed, or its database was deleted.
        case drop
        case rename
        case dropDatabase
        /// The stream ends here, because the collection is gone.
        case invalidate
    }

    public let kind: Kind
    /// Whose change it is; nil for the collection's.
    public let id: Model.ID?
    /// The document after the change: of an update, as it was when the change was read, which later changes may be part
    /// of. Nil when it is gone.
    public let document: Model?
    /// What an update set, as dotted names.
    public let updatedFields: [String]
    /// What an update removed, as dotted names.
    public let removedFields: [String]
    /// The place behind this change.
    public let token: ResumeToken
}

/// A change as the server tells it; the kind is open, because servers learn new ones.
///
/// Read by hand: a generic type can't keep a schema, and making one takes longer than reading.
struct ChangeEvent<Model: Document>: ServedChange {
    var token = ResumeToken(BSONDocument())
    var kind = ""
    var key: DocumentKey<Model.ID>?
    var document: Model?
    var update: UpdateDescription?

    static func read(from reader: any ValueReader) throws(Rejected) -> ChangeEvent {
        var event = ChangeEvent()
        try reader.beginObject()
        while let key = try reader.nextField() {
            switch String(decoding: key, as: UTF8.self) {
            case "_id": event.token = try ResumeToken.read(from: reader)
            case "operationType": event.kind = try reader.readString()
            case "documentKey": event.key = try DocumentKey.read(from: reader)
            case "fullDocument":
                (reader as? BSONReader)?.beginStoredDocument()
                event.document = try Model?.read(from: reader)
            case "updateDescription": event.update = try UpdateDescription.read(from: reader)
            default: try reader.skipValue()
            }
        }
        return event
    }

    /// Nil for a kind that is not known.
    var change: Change<Model>? {
        Change.Kind(rawValue: self.kind).map {
            Change(
                kind: $0, id: self.key?.id, document: self.document,
                updatedFields: self.update?.updated.fields.map(\.key) ?? [],
                removedFields: self.update?.removed ?? [], token: self.token)
        }
    }

    func write(to writer: any ValueWriter) {}
    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
}

/// The fields that identify a document; a sharded collection's are more than its `_id`.
struct DocumentKey<ID: SchemaValue>: SchemaValue {
    var id: ID?

    static func read(from reader: any ValueReader) throws(Rejected) -> DocumentKey {
        var result = DocumentKey()
        try reader.beginObject()
        while let key = try reader.nextField() {
            if key.elementsEqual("_id".utf8) { result.id = try ID.read(from: reader) } else { try reader.skipValue() }
        }
        return result
    }

    func write(to writer: any ValueWriter) {}
    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
}

/// What an update did to the fields.
struct UpdateDescription: SchemaObject {
    var updated: BSONDocument
    var removed: [String]

    static let schema = Schema(UpdateDescription.init) {
        Field("updatedFields", \.updated, default: BSONDocument())
        Field("removedFields", \.removed, default: [])
    }
}
