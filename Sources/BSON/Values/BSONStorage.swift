import CMongoC

/// The one owner of a `bson_t`.
///
/// `@unchecked Sendable`: the `bson_t` was finished before it came here, nothing changes it afterwards
/// (only `package` code sees the pointer, and passes it to functions that take a `const bson_t *`), and
/// the last reference destroys it.
@usableFromInline
final class BSONStorage: @unchecked Sendable {
    let pointer: OpaquePointer
    /// Where the struct is, or nil when libbson allocated it.
    private let memory: BSONMemory?
    let encodingError: BSONEncodingError?

    /// Takes over a struct from libbson.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        self.memory = nil
        self.encodingError = nil
    }

    /// Takes over an initialised struct and its memory.
    init(_ memory: BSONMemory, _ encodingError: BSONEncodingError?) {
        self.pointer = memory.bson
        self.memory = memory
        self.encodingError = encodingError
    }

    deinit {
        bson_destroy(self.pointer)
        self.memory?.deallocate()
    }

    /// The document, valid as long as the storage.
    @usableFromInline
    var bytes: UnsafeRawBufferPointer {
        guard let data = bson_get_data(self.pointer) else { preconditionFailure("a document has bytes") }
        // A document begins with its own length, which libbson keeps true.
        let count = Int32(littleEndian: UnsafeRawPointer(data).loadUnaligned(as: Int32.self))
        return UnsafeRawBufferPointer(start: data, count: Int(count))
    }
}
