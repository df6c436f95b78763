import CMongoC

/// A document or array that is being written.
struct BSONLevel {
    let bson: OpaquePointer
    let isArray: Bool
    /// Whether it has no place in the document around it, which has become too large.
    var isDetached = false
    var index: UInt32 = 0
}

/// What a nested document needs while it is written, kept for the next one as deep: its `bson_t`, and behind it
/// this node of a list from the outermost to the innermost. Plain memory, because a list of objects would count
/// references for every line of an order.
struct BSONNestedLevel {
    let memory: BSONMemory
    /// The level to return to.
    var outer: BSONLevel
    let previous: UnsafeMutablePointer<BSONNestedLevel>?
    var next: UnsafeMutablePointer<BSONNestedLevel>?
    /// The name under which it stands in the outer level, unless that is an array.
    var name = UnsafeRawBufferPointer(start: nil, count: 0)
    /// The memory of the name, if that is known only at run time.
    var ownName: UnsafeMutableBufferPointer<CChar>?

    static func allocate(
        in outer: BSONLevel, after previous: UnsafeMutablePointer<BSONNestedLevel>?
    ) -> UnsafeMutablePointer<BSONNestedLevel> {
        let memory = BSONMemory.allocate(and: MemoryLayout<BSONNestedLevel>.size)
        let node = memory.rest.bindMemory(to: BSONNestedLevel.self, capacity: 1)
        node.initialize(to: BSONNestedLevel(memory: memory, outer: outer, previous: previous))
        previous?.pointee.next = node
        return node
    }

    static func deallocate(from first: UnsafeMutablePointer<BSONNestedLevel>?) {
        var node = first
        while let current = node {
            node = current.pointee.next
            current.pointee.ownName?.deallocate()
            current.pointee.memory.deallocate()
        }
    }
}
