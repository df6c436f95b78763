/// Where the values of an object wait in memory until all are read: one behind the other, each aligned, as a
/// tuple of them is laid out.
@usableFromInline
struct SlotLayout {
    @usableFromInline var size = 0
    @usableFromInline var alignment = 1

    @inlinable
    init() {}

    /// Makes room for another value.
    ///
    /// - Returns: its offset.
    @inlinable
    @inline(__always)
    mutating func next<Value>(_ type: Value.Type) -> Int {
        let mask = MemoryLayout<Value>.alignment - 1
        let offset = (self.size + mask) & ~mask
        self.size = offset + MemoryLayout<Value>.size
        self.alignment = max(self.alignment, MemoryLayout<Value>.alignment)
        return offset
    }
}

/// Where one of the values waits.
@usableFromInline
struct Slot<Value>: Sendable {
    @usableFromInline let offset: Int

    @inlinable
    init(in layout: inout SlotLayout) {
        self.offset = layout.next(Value.self)
    }

    @inlinable
    @inline(__always)
    func pointer(from slots: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Value> {
        (slots + self.offset).assumingMemoryBound(to: Value.self)
    }
}
