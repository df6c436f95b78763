import Schemas

extension BSONReader {
    func corrupt() -> Rejected {
        if !self.isBroken {
            self.isBroken = true
            self.violations = [
                Violation(
                    path: [.index(self.position)], code: "bson_corrupt", message: "The bytes are no BSON document")
            ]
            // Nothing behind it is read any more.
            self.position = self.end
        }
        return Rejected()
    }

    func mismatch(_ code: String, _ message: String) throws(Rejected) -> Rejected {
        let found = self.type
        try self.skipValue()
        return self.reject(code, "\(message), found \(found)")
    }

    @inline(__always)
    func advance(_ count: Int) throws(Rejected) {
        guard count <= self.end - self.position else { throw self.corrupt() }
        self.position += count
    }

    @inline(__always)
    func load<Number: FixedWidthInteger>(_ type: Number.Type) throws(Rejected) -> Number {
        let start = self.position
        try self.advance(MemoryLayout<Number>.size)
        return Number(littleEndian: self.bytes.loadUnaligned(fromByteOffset: start, as: Number.self))
    }

    func load(_ type: Double.Type) throws(Rejected) -> Double {
        Double(bitPattern: try self.load(UInt64.self))
    }

    /// The bytes before the next NUL, looked for eight at a time.
    @inline(__always)
    func cString() throws(Rejected) -> UnsafeRawBufferPointer {
        let start = self.position
        var index = start
        while index + 8 <= self.end {
            let word = UInt64(littleEndian: self.bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if zeros != 0 {
                index += zeros.trailingZeroBitCount / 8
                self.position = index + 1
                return UnsafeRawBufferPointer(rebasing: self.bytes[start..<index])
            }
            index += 8
        }
        while index < self.end {
            if self.bytes[index] == 0 {
                self.position = index + 1
                return UnsafeRawBufferPointer(rebasing: self.bytes[start..<index])
            }
            index += 1
        }
        throw self.corrupt()
    }

    /// The bytes of a string: their count with the closing NUL, themselves, the NUL.
    func text() throws(Rejected) -> UnsafeRawBufferPointer {
        let length = Int(try self.load(Int32.self))
        let start = self.position
        guard length >= 1 else { throw self.corrupt() }
        try self.advance(length)
        guard self.bytes[self.position - 1] == 0 else { throw self.corrupt() }
        return UnsafeRawBufferPointer(rebasing: self.bytes[start..<(self.position - 1)])
    }

    /// The bytes of binary data, without the lengths in front of them.
    func binary() throws(Rejected) -> (bytes: UnsafeRawBufferPointer, subtype: UInt8) {
        var length = Int(try self.load(Int32.self))
        let subtype = try self.load(UInt8.self)
        if subtype == BSONSubtype.oldGeneric {
            length -= 4
            guard Int(try self.load(Int32.self)) == length else { throw self.corrupt() }
        }
        let start = self.position
        guard length >= 0 else { throw self.corrupt() }
        try self.advance(length)
        return (UnsafeRawBufferPointer(rebasing: self.bytes[start..<self.position]), subtype)
    }
}
