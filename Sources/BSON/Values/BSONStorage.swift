import CMongoC

/// The one owner of a `bson_t`.
///
/// `@unchecked Sendable`: the `bson_t` was finished before it came here, nothing changes it afterwards
/// (only `package` code sees the pointer, and passes it to functions that take a `const bson_t *`), and
/// the last reference destroys it.
@usableFromInline
final class BSONStorage: @unchecked Sendable {
    let pointer: OpaquePointer
    let encodingError: BSONEncodingError?

    init(_ pointer: OpaquePointer, _ encodingError: BSONEncodingError?) {
        self.pointer = pointer
        self.encodingError = encodingError
    }

    /// The document, valid as long as the storage.
    @usableFromInline
    var bytes: UnsafeRawBufferPointer {
        guard let data = bson_get_data(self.pointer) else { preconditionFailure("a document has bytes") }
        // A document begins with its own length, which libbson keeps true.
        let count = Int32(littleEndian: UnsafeRawPointer(data).loadUnaligned(as: Int32.self))
        return UnsafeRawBufferPointer(start: data, count: Int(count))
    }

    deinit { bson_destroy(self.pointer) }
}
