/// Where the values of an object wait in memory until all are read: one behind the other, each aligned.
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
    mutating func next<Value>(_ type: Value.Type) -> Int {
        let mask = MemoryLayout<Value>.alignment - 1
        let offset = (self.size + mask) & ~mask
        self.size = offset + MemoryLayout<Value>.size
        self.alignment = max(self.alignment, MemoryLayout<Value>.alignment)
        return offset
    }

    /// Moves the next value out of its slot, which is left uninitialised.
    @inlinable
    mutating func take<Value>(_ type: Value.Type, from slots: UnsafeMutableRawPointer) -> Value {
        (slots + self.next(type)).assumingMemoryBound(to: Value.self).move()
    }
}
