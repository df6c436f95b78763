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

extension ResumeToken {
    /// The place as hexadecimal digits, of which those of a later place are greater; nil for what is no place of a server.
    /// <https://www.mongodb.com/docs/manual/changeStreams/#resume-tokens>
    public var text: String? {
        guard self.document.fields.count == 1, let text = self.document["_data"]?.stringValue, Self.isPlace(text) else {
            return nil
        }
        return text
    }

    /// A place that was ``text``, as somebody says; nil for what can be none.
    public init?(text: String) {
        guard Self.isPlace(text) else { return nil }
        self.init(["_data": .string(text)])
    }

    private static func isPlace(_ text: String) -> Bool {
        text.utf8.count.isMultiple(of: 2) && (20...1000).contains(text.utf8.count) && text.hasPrefix("82")
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) }
    }

    /// Whether a place comes before another one of the same server. Of one that is none of a server that is not known.
    public static func < (left: ResumeToken, right: ResumeToken) -> Bool {
        guard let left = left.text, let right = right.text else { return false }
        return left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// The moment of the place, with which its text begins; nil for what is no place of a server.
    var time: ClusterTime? {
        guard let digits = self.text?.dropFirst(2), let seconds = UInt32(digits.prefix(8), radix: 16),
            let increment = UInt32(digits.dropFirst(8).prefix(8), radix: 16)
        else { return nil }
        return ClusterTime(seconds: seconds, increment: increment)
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
