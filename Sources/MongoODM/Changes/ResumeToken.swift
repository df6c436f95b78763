public import BSON
public import Schemas

/// A place in the history of a collection, behind one change. It can be stored, as a field of a document too, and a
/// ``ChangeStream`` can go on from it as long as the server remembers (hours to days: the size of its oplog).
public struct ResumeToken: Hashable, Sendable {
    /// What the server gave.
    public let document: BSONDocument

    /// - Parameter document: what ``document`` told earlier.
    public init(_ document: BSONDocument) {
        self.document = document
    }
}

extension ResumeToken: SchemaValue {
    public static func read(from reader: any ValueReader) throws(Rejected) -> ResumeToken {
        ResumeToken(try BSONDocument.read(from: reader))
    }

    public func write(to writer: any ValueWriter) { self.document.write(to: writer) }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        BSONDocument.jsonSchema(in: &definitions)
    }
}
