// The tokens of the grammar, apart from strings.
extension JSONReader {
    static func startsNumber(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (byte >= 0x30 && byte <= 0x39)
    }

    func skipWhitespace() {
        var position = self.position
        while position < self.bytes.count, Self.isWhitespace(self.bytes[position]) { position += 1 }
        self.position = position
    }

    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// The first byte of the next token.
    @inline(__always)
    func next() throws(Rejected) -> UInt8 {
        if self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            if byte > 0x20 { return byte }
        }
        return try self.nextAfterWhitespace()
    }

    @inline(never)
    func nextAfterWhitespace() throws(Rejected) -> UInt8 {
        self.skipWhitespace()
        guard self.position < self.bytes.count else { throw self.malformed("Unexpected end of input") }
        return self.bytes[self.position]
    }

    func malformed(_ reason: String) -> Rejected {
        if !self.isBroken {
            self.isBroken = true
            // Paths name the place in the text, not the fields on the way: nothing is sure of them.
            self.violations = [
                Violation(path: [.index(self.position)], code: "json_invalid", message: "JSON decode error: \(reason)")
            ]
            // Nothing behind it is read any more.
            self.position = self.bytes.count
        }
        return Rejected()
    }

    /// Reports a value of the wrong kind and moves past it.
    func mismatch(_ code: String, _ message: String) throws(Rejected) -> Rejected {
        try self.skipValue()
        return self.reject(code, message)
    }

    func literal(_ text: StaticString) throws(Rejected) {
        let expected = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        let end = self.position + expected.count
        guard end <= self.bytes.count,
            UnsafeRawBufferPointer(rebasing: self.bytes[self.position..<end]).hasSameBytes(as: expected)
        else { throw self.malformed("Expecting value") }
        self.position = end
    }

    func descend() throws(Rejected) {
        self.position += 1
        self.depth += 1
        self.isFirst = true
        if self.depth > Self.maximumDepth { throw self.malformed("Nested too deeply") }
    }

    /// Whether an entry follows; consumes the comma before it, or the end.
    func continues(until end: UInt8) throws(Rejected) -> Bool {
        let byte = try self.next()
        if byte == end {
            self.position += 1
            self.depth -= 1
            self.isFirst = false
            return false
        }
        if self.isFirst {
            self.isFirst = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw self.malformed("Expecting ',' delimiter") }
        self.position += 1
        // A comma before the end would let a trailing one through.
        guard try self.next() != end else { throw self.malformed("Illegal trailing comma") }
        return true
    }

    func number() throws(Rejected) -> (value: JSONNumber, text: UnsafeRawBufferPointer) {
        let start = self.position
        let number = JSONNumber(self.bytes, from: start)
        self.position = number.end
        guard number.isValid else { throw self.malformed("Expecting digits of a number") }
        return (number, UnsafeRawBufferPointer(rebasing: self.bytes[start..<number.end]))
    }
}
