import CMongoC

/// Memory for one `bson_t` outside of libbson, which a C program puts on its stack.
///
/// libbson aligns the struct to 128 bytes, more than Swift gives a variable; and asking the allocator for such
/// an alignment takes longer than encoding a few fields. So the memory is larger and the struct somewhere inside.
struct BSONMemory {
    private static let size = 128

    private let start: UnsafeMutableRawPointer
    /// The place for the struct, not initialised.
    let bson: OpaquePointer

    /// - Parameter more: bytes for other things, behind the struct.
    static func allocate(and more: Int = 0) -> BSONMemory {
        BSONMemory(start: .allocate(byteCount: 2 * Self.size + more, alignment: 16))
    }

    private init(start: UnsafeMutableRawPointer) {
        self.start = start
        self.bson = OpaquePointer(start.alignedUp(toMultipleOf: Self.size))
    }

    /// What stands behind the struct.
    var rest: UnsafeMutableRawPointer { UnsafeMutableRawPointer(self.bson) + Self.size }

    func deallocate() { self.start.deallocate() }
}
