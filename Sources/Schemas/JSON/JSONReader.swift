public import FoundationEssentials

/// Reads JSON (RFC 8259) straight from the bytes of a buffer, in one pass.
///
/// Malformed text is one violation, `json_invalid`, at the byte where it was noticed, and ends the reading.
public final class JSONReader: ValueReader {
    /// How deep objects and arrays may nest: enough for people, too little to exhaust a stack.
    public static let maximumDepth = 64

    public var violations: [Violation] = []
    public var violationCount: Int { self.violations.count }
    public let checksConstraints = true
    public internal(set) var isBroken = false

    let bytes: UnsafeRawBufferPointer
    var position = 0
    var depth = 0
    /// Whether the innermost object or array has had no entry yet.
    var isFirst = false
    /// The content of a string that holds escapes, or nothing.
    lazy var unescaped = GrowingBytes(capacity: 256)

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

    /// Reads a string without copying it. The bytes are valid until the next call.
    func readUTF8() throws(Rejected) -> UnsafeRawBufferPointer {
        guard try self.next() == UInt8(ascii: "\"") else {
            throw try self.mismatch("string_type", "Input should be a valid string")
        }
        return try self.validStringBytes()
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
            throw try self.mismatch(
                "model_attributes_type", "Input should be a valid dictionary or object to extract fields from")
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

    public func nextField(named name: FieldName) throws(Rejected) -> Bool {
        // The most common text: no white space, and the name without escapes.
        let comma = self.isFirst ? 0 : 1
        let text = name.bytes
        let start = self.position + comma + 1
        let end = start + text.count
        guard end + 1 < self.bytes.count, self.isFirst || self.bytes[self.position] == UInt8(ascii: ","),
            self.bytes[start - 1] == UInt8(ascii: "\""), self.bytes[end] == UInt8(ascii: "\""),
            self.bytes[end + 1] == UInt8(ascii: ":"),
            UnsafeRawBufferPointer(rebasing: self.bytes[start..<end]).hasSameBytes(as: text)
        else { return false }
        self.isFirst = false
        self.position = end + 2
        return true
    }

    public func textOfField(_ name: FieldName) throws(Rejected) -> String? {
        let (position, depth, isFirst, reported) = (self.position, self.depth, self.isFirst, self.violationCount)
        let text = try? self.findText(of: name)
        if self.isBroken { throw Rejected() }
        self.violations.removeSubrange(reported...)
        (self.position, self.depth, self.isFirst) = (position, depth, isFirst)
        return text
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
}
