public import BSON
import CMongoC
public import Schemas

/// Documents as the server sent them, one behind the other.
///
/// They are copied off the driver's thread, which has to fetch more, and decoded where they are used.
@usableFromInline
struct DocumentBatch: Sendable {
    @usableFromInline var bytes: [UInt8] = []
    @usableFromInline var position = 0
    /// How many documents were put in.
    private(set) var count = 0

    /// - Parameter capacity: how many bytes to expect.
    init(capacity: Int = 0) {
        self.bytes.reserveCapacity(capacity)
    }

    /// How many bytes the documents have together.
    var size: Int { self.bytes.count }

    /// Copies a document.
    mutating func append(_ document: UnsafeRawBufferPointer) {
        self.bytes.append(contentsOf: document)
        self.count += 1
    }

    /// Decodes the next document; nil at the end. Inlined where the model is known: type metadata would be looked up for
    /// each document.
    ///
    /// - Throws: ``MongoError`` with the code `decoding`.
    @inlinable
    mutating func next<Value: SchemaValue>(as type: Value.Type, _ operation: Operation) throws -> Value? {
        guard self.position < self.bytes.count else { return nil }
        return try self.bytes.withUnsafeBytes { bytes in
            let document = Self.document(in: UnsafeRawBufferPointer(rebasing: bytes[self.position...]))
            self.position += document.count
            return try Self.decode(document, as: Value.self, operation)
        }
    }

    /// The bytes of the next document; nil at the end.
    mutating func next() -> ArraySlice<UInt8>? {
        guard self.position < self.bytes.count else { return nil }
        let start = self.position
        self.bytes.withUnsafeBytes {
            self.position += Self.document(in: UnsafeRawBufferPointer(rebasing: $0[start...])).count
        }
        return self.bytes[start..<self.position]
    }

    /// Decodes all documents.
    ///
    /// - Throws: ``MongoError`` with the code `decoding`.
    consuming func values<Value: SchemaValue>(as type: Value.Type, _ operation: Operation) throws -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(self.count)
        while let value = try self.next(as: Value.self, operation) { values.append(value) }
        return values
    }

    /// Decodes a document that the driver lends until the next call.
    ///
    /// - Throws: ``MongoError`` with the code `decoding`.
    static func decode<Value: SchemaValue>(
        _ document: OpaquePointer, as type: Value.Type, _ operation: Operation
    ) throws -> Value {
        try self.decode(self.bytes(of: document), as: Value.self, operation)
    }

    @inlinable
    static func decode<Value: SchemaValue>(
        _ document: UnsafeRawBufferPointer, as type: Value.Type, _ operation: Operation
    ) throws -> Value {
        do throws(ValidationError) {
            return try Value(bson: document, encryption: operation.encryption)
        } catch {
            throw Self.failure(of: document, error, operation)
        }
    }

    @usableFromInline
    static func failure(
        of document: UnsafeRawBufferPointer, _ error: ValidationError, _ operation: Operation
    ) -> MongoError {
        var failure = MongoError(.decoding, operation)
        failure.violations = error.violations
        if let id = try? BSONDocument(bytes: Array(document))["_id"] {
            failure.documentID = id
            failure.detail = "_id \(id)"
        }
        return failure
    }

    /// The bytes of a document that the driver lends until the next call.
    static func bytes(of document: OpaquePointer) -> UnsafeRawBufferPointer {
        // A document begins with its length, its own four bytes included, which the driver has checked.
        self.document(in: UnsafeRawBufferPointer(start: bson_get_data(document), count: 4))
    }

    /// What begins with the first of the bytes, by its own length.
    @inlinable
    static func document(in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let count = Int32(littleEndian: bytes.loadUnaligned(as: Int32.self))
        return UnsafeRawBufferPointer(start: bytes.baseAddress, count: Int(count))
    }
}
