extension JSONReader {
    /// The content of the string at the position: a piece of the input, or of `unescaped`. It is valid until
    /// the next string is read.
    @inline(__always)
    func stringBytes() throws(Rejected) -> (bytes: UnsafeRawBufferPointer, isASCII: Bool) {
        let start = self.position + 1
        let run = JSONStringScan(self.bytes, from: start)
        guard run.end < self.bytes.count, self.bytes[run.end] == UInt8(ascii: "\"") else {
            self.position = start
            return (try self.unescapedBytes(), false)
        }
        self.position = run.end + 1
        return (UnsafeRawBufferPointer(rebasing: self.bytes[start..<run.end]), run.isASCII)
    }

    /// The content of the string at the position, known to be UTF-8.
    @inline(__always)
    func validStringBytes() throws(Rejected) -> UnsafeRawBufferPointer {
        let (text, isASCII) = try self.stringBytes()
        if !isASCII && String(validUTF8: text) == nil { throw self.malformed("Invalid UTF-8") }
        return text
    }

    /// The content of the string whose first character is at the position, its escapes replaced.
    @inline(never)
    func unescapedBytes() throws(Rejected) -> UnsafeRawBufferPointer {
        let unescaped = self.unescaped
        unescaped.removeAll()
        while true {
            let end = JSONStringScan(self.bytes, from: self.position).end
            unescaped.append(contentsOf: UnsafeRawBufferPointer(rebasing: self.bytes[self.position..<end]))
            self.position = end
            guard end < self.bytes.count else { throw self.malformed("Unterminated string") }
            switch self.bytes[end] {
            case UInt8(ascii: "\""):
                self.position += 1
                return unescaped.bytes
            case UInt8(ascii: "\\"):
                self.position += 1
                try self.unescape()
            default: throw self.malformed("Invalid control character")
            }
        }
    }

    func unescape() throws(Rejected) {
        guard self.position < self.bytes.count else { throw self.malformed("Unterminated string") }
        let byte = self.bytes[self.position]
        self.position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): self.unescaped.append(byte)
        case UInt8(ascii: "b"): self.unescaped.append(0x08)
        case UInt8(ascii: "f"): self.unescaped.append(0x0C)
        case UInt8(ascii: "n"): self.unescaped.append(0x0A)
        case UInt8(ascii: "r"): self.unescaped.append(0x0D)
        case UInt8(ascii: "t"): self.unescaped.append(0x09)
        case UInt8(ascii: "u"):
            for unit in UTF8.encode(try self.escapedScalar())! { self.unescaped.append(unit) }
        default: throw self.malformed("Invalid \\escape")
        }
    }

    /// The scalar of `XXXX`, or of `XXXX\uXXXX` when the first is half of a pair.
    func escapedScalar() throws(Rejected) -> Unicode.Scalar {
        var code = try self.hexDigits()
        if (0xD800..<0xDC00).contains(code) {
            guard self.position + 1 < self.bytes.count, self.bytes[self.position] == UInt8(ascii: "\\"),
                self.bytes[self.position + 1] == UInt8(ascii: "u")
            else { throw self.malformed("Unpaired surrogate") }
            self.position += 2
            let low = try self.hexDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw self.malformed("Unpaired surrogate") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw self.malformed("Unpaired surrogate") }
        return scalar
    }

    func hexDigits() throws(Rejected) -> UInt32 {
        guard self.position + 4 <= self.bytes.count else { throw self.malformed("Unterminated string") }
        var value: UInt32 = 0
        for byte in self.bytes[self.position..<(self.position + 4)] {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: throw self.malformed("Invalid \\uXXXX escape")
            }
            value = value << 4 | UInt32(digit)
        }
        self.position += 4
        return value
    }
}
