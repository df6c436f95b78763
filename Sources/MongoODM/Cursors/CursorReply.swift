import BSON
import Schemas

/// What the server replies to a question with many answers: the first of them, and a cursor if there are more.
///
/// The documents are parts of the reply, and gone with it.
struct CursorReply {
    /// The server's name for its cursor; zero without one.
    private(set) var cursor: Int64 = 0
    private(set) var documents: [UnsafeRawBufferPointer] = []

    /// - Throws: ``MongoError`` with the code `decoding`.
    init(_ reply: OpaquePointer, _ operation: Operation) throws {
        let reader = BSONReader(DocumentBatch.bytes(of: reply))
        do throws(Rejected) {
            try self.readReply(from: reader)
        } catch {
            var failure = MongoError(.decoding, operation)
            failure.violations = reader.violations
            throw failure
        }
    }

    private mutating func readReply(from reader: BSONReader) throws(Rejected) {
        try reader.beginObject()
        while let key = try reader.nextField() {
            if key.elementsEqual("cursor".utf8) { try self.readCursor(from: reader) } else { try reader.skipValue() }
        }
    }

    private mutating func readCursor(from reader: BSONReader) throws(Rejected) {
        try reader.beginObject()
        while let key = try reader.nextField() {
            if key.elementsEqual("id".utf8) {
                self.cursor = try reader.readInteger()
            } else if key.elementsEqual("firstBatch".utf8) {
                try reader.beginArray()
                while try reader.nextElement() { self.documents.append(try reader.documentBytes()) }
            } else {
                try reader.skipValue()
            }
        }
    }
}
