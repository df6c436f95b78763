public import FoundationEssentials

/// Reads JSON (RFC 8259) straight from the bytes of a buffer, in one pass.
///
/// Malformed text is one violation, `json_invalid`, at the byte where it was noticed, and ends the reading.
public final class JSONReader: ValueReader {
    /// How deep objects and arrays may nest: enough for people, too little to exhaust a stack.
    public static let maximumDepth = 64

    public var violations: [Violation] = []
    public let checksConstraints = true
    public private(set) var isBroken = false

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var depth = 0
    /// Whether the innermost object or array has had no entry yet.
    private var isFirst = false
    /// The content of a string that holds escapes, or nothing.
    private var unescaped = GrowingBytes()

    /// - Parameter bytes: the text. It must outlive the reader.
    public init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Checks that nothing but white space follows.
    public func finish() throws(Rejected) {
        if self.isBroken { throw Rejected() }
        self.skipWhitespace()
        guard self.position == self.bytes.count else { throw self.malformed("Extra data") }
    }

    // MARK: Scalars

    public func readNull() throws(Rejected) -> Bool {
        guard try self.next() == UInt8(ascii: "n") else { return false }
        try self.literal("null")
        return true
    }

    public func readBool() throws(Rejected) -> Bool {
        switch try self.next() {
        case UInt8(ascii: "t"):
            try self.literal("true")
            return true
        case UInt8(ascii: "f"):
            try self.literal("false")
            return false
        default: throw try self.mismatch("bool_type", "Input should be a valid boolean")
        }
    }

    public func readInteger() throws(Rejected) -> Int64 {
        guard Self.startsNumber(try self.next()) else {
            throw try self.mismatch("int_type", "Input should be a valid integer")
        }
        let number = try self.number().value
        guard let exact = number.exactDecimal else {
            throw self.reject("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size")
        }
        if let value = exact.scaled(to: 0) { return value }
        guard exact.exponent < 0 else {
            throw self.reject("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size")
        }
        throw self.reject("int_from_float", "Input should be a valid integer, got a number with a fractional part")
    }

    public func readDouble() throws(Rejected) -> Double {
        guard Self.startsNumber(try self.next()) else {
            throw try self.mismatch("float_type", "Input should be a valid number")
        }
        let (number, text) = try self.number()
        if let value = number.simpleDouble { return value }
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
            throw self.reject("finite_number", "Input should be a finite number")
        }
        return value
    }

    public func readDecimal() throws(Rejected) -> ExactDecimal {
        guard Self.startsNumber(try self.next()) else {
            throw try self.mismatch("decimal_type", "Input should be a valid number")
        }
        guard let value = try self.number().value.exactDecimal else {
            throw self.reject("decimal_max_digits", "Decimal input should have no more than 18 digits in total")
        }
        return value
    }

    public func readString() throws(Rejected) -> String {
        guard try self.next() == UInt8(ascii: "\"") else {
            throw try self.mismatch("string_type", "Input should be a valid string")
        }
        let (text, isASCII) = try self.stringBytes()
        if isASCII { return String(decoding: text, as: UTF8.self) }
        guard let valid = String(validUTF8: text) else { throw self.malformed("Invalid UTF-8") }
        return valid
    }

    public func readDate() throws(Rejected) -> Date {
        guard try self.next() == UInt8(ascii: "\"") else {
            throw try self.mismatch("datetime_type", "Input should be a valid datetime")
        }
        guard let date = CalendarMoment.date(parsing: try self.validStringBytes()) else {
            throw self.reject("datetime_parsing", "Input should be a valid datetime, as in 2024-10-21T10:30:00Z")
        }
        return date
    }

    public func readBytes() throws(Rejected) -> [UInt8] {
        guard let data = Data(base64Encoded: try self.readString()) else {
            throw self.reject("bytes_invalid_encoding", "Input should be valid base64")
        }
        return [UInt8](data)
    }

    // MARK: Objects and arrays

    public func beginObject() throws(Rejected) {
        guard try self.next() == UInt8(ascii: "{") else {
            throw try self.mismatch("model_attributes_type", "Input should be a valid dictionary or object to extract fields from")
        }
        try self.descend()
    }

    public func nextField() throws(Rejected) -> UnsafeRawBufferPointer? {
        guard try self.continues(until: UInt8(ascii: "}")) else { return nil }
        guard try self.next() == UInt8(ascii: "\"") else {
            throw self.malformed("Expecting property name enclosed in double quotes")
        }
        let name = try self.validStringBytes()
        guard try self.next() == UInt8(ascii: ":") else { throw self.malformed("Expecting ':' delimiter") }
        self.position += 1
        return name
    }

    public func beginArray() throws(Rejected) {
        guard try self.next() == UInt8(ascii: "[") else {
            throw try self.mismatch("list_type", "Input should be a valid list")
        }
        try self.descend()
    }

    public func nextElement() throws(Rejected) -> Bool {
        try self.continues(until: UInt8(ascii: "]"))
    }

    public func skipValue() throws(Rejected) {
        switch try self.next() {
        case UInt8(ascii: "{"):
            try self.beginObject()
            while try self.nextField() != nil { try self.skipValue() }
        case UInt8(ascii: "["):
            try self.beginArray()
            while try self.nextElement() { try self.skipValue() }
        case UInt8(ascii: "\""): _ = try self.validStringBytes()
        case UInt8(ascii: "t"): try self.literal("true")
        case UInt8(ascii: "f"): try self.literal("false")
        case UInt8(ascii: "n"): try self.literal("null")
        case let byte where Self.startsNumber(byte): _ = try self.number()
        default: throw self.malformed("Expecting value")
        }
    }

    /// Reads any value as a tree.
    func readNode() throws(Rejected) -> JSONNode {
        switch try self.next() {
        case UInt8(ascii: "{"):
            var fields: [JSONNode.Field] = []
            try self.beginObject()
            while let key = try self.nextField() {
                let name = String(decoding: key, as: UTF8.self)
                fields.append(JSONNode.Field(name, try self.readNode()))
            }
            return .object(fields)
        case UInt8(ascii: "["):
            var elements: [JSONNode] = []
            try self.beginArray()
            while try self.nextElement() { elements.append(try self.readNode()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try self.readString())
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool(try self.readBool())
        case UInt8(ascii: "n"):
            try self.literal("null")
            return .null
        default: return .number(try self.readDecimal())
        }
    }

    // MARK: Tokens

    private static func startsNumber(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (byte >= 0x30 && byte <= 0x39)
    }

    private func skipWhitespace() {
        var position = self.position
        while position < self.bytes.count, Self.isWhitespace(self.bytes[position]) { position += 1 }
        self.position = position
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// The first byte of the next token.
    @inline(__always)
    private func next() throws(Rejected) -> UInt8 {
        if self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            if byte > 0x20 { return byte }
        }
        return try self.nextAfterWhitespace()
    }

    @inline(never)
    private func nextAfterWhitespace() throws(Rejected) -> UInt8 {
        self.skipWhitespace()
        guard self.position < self.bytes.count else { throw self.malformed("Unexpected end of input") }
        return self.bytes[self.position]
    }

    private func malformed(_ reason: String) -> Rejected {
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
    private func mismatch(_ code: String, _ message: String) throws(Rejected) -> Rejected {
        try self.skipValue()
        return self.reject(code, message)
    }

    private func literal(_ text: StaticString) throws(Rejected) {
        let expected = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        let end = self.position + expected.count
        guard end <= self.bytes.count,
            UnsafeRawBufferPointer(rebasing: self.bytes[self.position..<end]).hasSameBytes(as: expected)
        else { throw self.malformed("Expecting value") }
        self.position = end
    }

    private func descend() throws(Rejected) {
        self.position += 1
        self.depth += 1
        self.isFirst = true
        if self.depth > Self.maximumDepth { throw self.malformed("Nested too deeply") }
    }

    /// Whether an entry follows; consumes the comma before it, or the end.
    private func continues(until end: UInt8) throws(Rejected) -> Bool {
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

    private func number() throws(Rejected) -> (value: JSONNumber, text: UnsafeRawBufferPointer) {
        let start = self.position
        let number = JSONNumber(self.bytes, from: start)
        self.position = number.end
        guard number.isValid else { throw self.malformed("Expecting digits of a number") }
        return (number, UnsafeRawBufferPointer(rebasing: self.bytes[start..<number.end]))
    }

    /// The content of the string at the position: a piece of the input, or of `unescaped`. It is valid until
    /// the next string is read.
    @inline(__always)
    private func stringBytes() throws(Rejected) -> (bytes: UnsafeRawBufferPointer, isASCII: Bool) {
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
    private func validStringBytes() throws(Rejected) -> UnsafeRawBufferPointer {
        let (text, isASCII) = try self.stringBytes()
        if !isASCII && String(validUTF8: text) == nil { throw self.malformed("Invalid UTF-8") }
        return text
    }

    /// The content of the string whose first character is at the position, its escapes replaced.
    @inline(never)
    private func unescapedBytes() throws(Rejected) -> UnsafeRawBufferPointer {
        self.unescaped.removeAll()
        while true {
            let end = JSONStringScan(self.bytes, from: self.position).end
            self.unescaped.append(contentsOf: UnsafeRawBufferPointer(rebasing: self.bytes[self.position..<end]))
            self.position = end
            guard end < self.bytes.count else { throw self.malformed("Unterminated string") }
            switch self.bytes[end] {
            case UInt8(ascii: "\""):
                self.position += 1
                return self.unescaped.bytes
            case UInt8(ascii: "\\"):
                self.position += 1
                try self.unescape()
            default: throw self.malformed("Invalid control character")
            }
        }
    }

    private func unescape() throws(Rejected) {
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
    private func escapedScalar() throws(Rejected) -> Unicode.Scalar {
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

    private func hexDigits() throws(Rejected) -> UInt32 {
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
