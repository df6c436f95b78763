import CMongoC
public import Schemas

/// An encoded BSON document. A value: it never changes after it was built.
public struct BSONDocument: Sendable {
    @usableFromInline let storage: BSONStorage

    /// Takes ownership of a `bson_t`.
    package init(owning pointer: OpaquePointer) {
        self.storage = BSONStorage(pointer)
    }

    init(_ storage: BSONStorage) {
        self.storage = storage
    }

    /// An empty document.
    public init() {
        self.init(owning: bson_new())
    }

    /// Builds a document by writing into it.
    public init(_ write: (BSONWriter) -> Void) {
        let writer = BSONWriter()
        write(writer)
        self = writer.finish()
    }

    /// Builds a document of loose fields.
    public init(_ fields: [(String, BSONValue)]) {
        self.init { writer in
            for (key, value) in fields {
                writer.key(key)
                value.write(to: writer)
            }
        }
    }

    /// Encodes a value that has a schema. What could not be encoded is in ``encodingError``.
    @inlinable
    public init<Value: SchemaObject>(_ value: Value) {
        let writer = BSONWriter()
        Value.schema.writeFields(of: value, to: writer)
        self = writer.finish()
    }

    /// Encodes a value that has a schema.
    ///
    /// - Throws: ``BSONEncodingError`` when BSON cannot hold it.
    @inlinable
    public init<Value: SchemaObject>(encoding value: Value) throws(BSONEncodingError) {
        self.init(value)
        if let error = self.encodingError { throw error }
    }

    /// Why the document is incomplete, or nil. A key with a NUL character, for example, cannot be written, and
    /// a document without it is another one: check before it is stored.
    public var encodingError: BSONEncodingError? { self.storage.encodingError }

    /// Takes bytes from outside.
    ///
    /// - Throws: ``ValidationError`` when they are no well-formed document.
    public init(bytes: [UInt8]) throws(ValidationError) {
        guard let pointer = bson_new_from_data(bytes, bytes.count) else {
            throw ValidationError([Violation(code: "bson_corrupt", message: "The bytes are no BSON document")])
        }
        self.init(owning: pointer)
        _ = try self.decoded(as: CheckedDocument.self)
    }

    /// Lends the document to the C library, which must neither change nor keep it.
    package func withPointer<Result>(_ body: (OpaquePointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self.storage) { try body(self.storage.pointer) }
    }

    /// Lends the bytes.
    @inlinable
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self.storage) { try body(self.storage.bytes) }
    }

    /// The number of bytes.
    public var count: Int { self.withBytes { $0.count } }

    /// Reads the document into a value that has a schema.
    ///
    /// - Throws: ``ValidationError`` naming every field that is missing or of another type.
    @inlinable
    public func decoded<Value: SchemaValue>(as type: Value.Type = Value.self) throws(ValidationError) -> Value {
        try self.decoded(as: Value.self, encryption: nil)
    }

    /// Reads a stored document into a value that has a schema.
    ///
    /// - Parameter encryption: what encrypted fields are read with; nil where there are none.
    @inlinable
    package func decoded<Value: SchemaValue>(
        as type: Value.Type = Value.self, encryption: FieldEncryption?
    ) throws(ValidationError) -> Value {
        let result = self.withBytes { bytes -> Result<Value, ValidationError> in
            do throws(ValidationError) {
                return .success(try Value(bson: bytes, encryption: encryption))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The fields in order, decoded.
    public var fields: [(key: String, value: BSONValue)] {
        self.withBytes { bytes in
            var fields: [(key: String, value: BSONValue)] = []
            let reader = BSONReader(bytes)
            do throws(Rejected) {
                try reader.beginObject()
                while let key = try reader.nextField() {
                    let name = String(decoding: key, as: UTF8.self)
                    fields.append((name, try reader.readAny()))
                }
            } catch {
                // What could be read stands; a document in memory was well-formed when it was taken in.
            }
            return fields
        }
    }

    /// The first value under a key.
    public subscript(key: String) -> BSONValue? {
        self.withBytes { bytes in
            let reader = BSONReader(bytes)
            do throws(Rejected) {
                try reader.beginObject()
                while let name = try reader.nextField() {
                    if name.elementsEqual(key.utf8) { return try reader.readAny() }
                    try reader.skipValue()
                }
            } catch {
                // A document in memory was well-formed when it was taken in.
            }
            return nil
        }
    }

    /// MongoDB's relaxed extended JSON, for people and logs.
    public var extendedJSON: String {
        self.withPointer { pointer in
            guard let text = bson_as_relaxed_extended_json(pointer, nil) else { return "{}" }
            defer { bson_free(text) }
            return String(cString: text)
        }
    }

    /// MongoDB's canonical extended JSON, which keeps every type.
    public var canonicalExtendedJSON: String {
        self.withPointer { pointer in
            guard let text = bson_as_canonical_extended_json(pointer, nil) else { return "{}" }
            defer { bson_free(text) }
            return String(cString: text)
        }
    }
}

/// Reads a document and keeps nothing: what is left is the check that it is well-formed, down to its leaves.
private struct CheckedDocument: SchemaValue {
    static func read(from reader: any ValueReader) throws(Rejected) -> CheckedDocument {
        try (reader as? BSONReader)?.checkDocument()
        return CheckedDocument()
    }
    func write(to writer: any ValueWriter) {}
    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
}

extension BSONDocument: Hashable {
    public static func == (left: BSONDocument, right: BSONDocument) -> Bool {
        left.withPointer { left in right.withPointer { bson_equal(left, $0) } }
    }

    public func hash(into hasher: inout Hasher) {
        self.withBytes { hasher.combine(bytes: $0) }
    }
}

extension BSONDocument: ExpressibleByDictionaryLiteral, CustomStringConvertible {
    public init(dictionaryLiteral elements: (String, BSONValue)...) {
        self.init(elements)
    }

    public var description: String { self.extendedJSON }
}

extension BSONDocument: SchemaValue {
    public static func read(from reader: any ValueReader) throws(Rejected) -> BSONDocument {
        if let reader = reader as? BSONReader { return try reader.readDocument() }
        guard case .document(let document) = try BSONValue.read(from: reader) else {
            throw reader.reject("model_attributes_type", "Input should be a valid object")
        }
        return document
    }

    public func write(to writer: any ValueWriter) {
        if let writer = writer as? BSONWriter { return writer.write(self) }
        writer.beginObject()
        for (key, value) in self.fields {
            writer.key(key)
            value.write(to: writer)
        }
        writer.endObject()
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { ["type": "object"] }
}
