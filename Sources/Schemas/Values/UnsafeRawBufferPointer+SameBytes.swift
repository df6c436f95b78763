extension UnsafeRawBufferPointer {
    /// Whether both hold the same bytes.
    ///
    /// Whole words without a branch on each: names are short, and for long texts the loop becomes one of vector
    /// instructions. The last word overlaps the one before.
    @inlinable
    @inline(__always)
    package func hasSameBytes(as other: UnsafeRawBufferPointer) -> Bool {
        let count = self.count
        guard count == other.count else { return false }
        if count >= 8 {
            var difference = self.word(at: count - 8) ^ other.word(at: count - 8)
            var index = 0
            while index < count - 8 {
                difference |= self.word(at: index) ^ other.word(at: index)
                index += 8
            }
            return difference == 0
        }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }

    /// Eight bytes; the caller has checked that they are there.
    @inlinable
    @inline(__always)
    package func word(at offset: Int) -> UInt64 {
        self.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}
