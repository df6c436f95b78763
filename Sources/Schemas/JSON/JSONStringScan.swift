/// Finds the end of a run of bytes that stand for themselves in a JSON string.
struct JSONStringScan {
    /// The index of the first quote, backslash or control character, or the count of the bytes.
    let end: Int
    /// Whether no byte of the run, nor of the few behind it, was beyond ASCII.
    let isASCII: Bool

    /// Looks at eight bytes at a time.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        var seen: UInt64 = 0
        var index = start
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            seen |= word
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            // The classic test for a zero byte, and for one below 0x20. A borrow can mark a byte behind a
            // match, never one before it, so that the lowest mark is right. Bytes from 0x80 never match.
            let found =
                (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
                    | ((word &- ones &* 0x20) & ~word)) & highs
            if found != 0 {
                self.end = index + found.trailingZeroBitCount / 8
                self.isASCII = seen & highs == 0
                return
            }
            index += 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            seen |= UInt64(byte)
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { break }
            index += 1
        }
        self.end = index
        self.isASCII = seen & highs == 0
    }
}
