import CMongoC
public import FoundationEssentials
public import Schemas

/// Reads a BSON document (bsonspec.org) from its bytes, in one pass, with every length checked.
///
/// Bytes that are no BSON are one violation, `bson_corrupt`, and end the reading.
public final class BSONReader: ValueReader {
    /// MongoDB nests at most 100 levels; a document from elsewhere must not exhaust the stack either.
    public static let maximumDepth = 128

    public var violations: [Violation] = []
    public let checksConstraints: Bool
    public private(set) var isBroken = false

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    /// The type of the value at the position.
    private var type: BSONType = .document
    /// Where the innermost document ends, its closing NUL included.
    private var end: Int
    /// Where the documents around the innermost one end, without the outermost, which ends with the bytes.
    private var outerEnds: [Int] = []
    private var depth = 0

    /// - Parameters:
    ///   - bytes: the document. It must outlive the reader.
    ///   - checksConstraints: whether constraints apply to what is read.
    public init(_ bytes: UnsafeRawBufferPointer, checksConstraints: Bool = false) {
        self.bytes = bytes
        self.end = bytes.count
        self.checksConstraints = checksConstraints
    }

    // MARK: Structure

    public func beginObject() throws(Rejected) {
        guard self.type == .document else {
            throw try self.mismatch("model_attributes_type", "Input should be a valid dictionary or object to extract fields from")
        }
        try self.descend()
    }

    public func beginArray() throws(Rejected) {
        guard self.type == .array else { throw try self.mismatch("list_type", "Input should be a valid list") }
        try self.descend()
    }

    public func nextField() throws(Rejected) -> UnsafeRawBufferPointer? {
        guard self.position < self.end, self.depth > 0 else { throw self.corrupt() }
        let tag = self.bytes[self.position]
        self.position += 1
        if tag == 0 {
            guard self.position == self.end else { throw self.corrupt() }
            self.depth -= 1
            if let outer = self.outerEnds.popLast() { self.end = outer }
            return nil
        }
        guard let type = BSONType(rawValue: tag) else { throw self.corrupt() }
        self.type = type
        return try self.cString()
    }

    public func nextElement() throws(Rejected) -> Bool {
        try self.nextField() != nil
    }

    private func descend() throws(Rejected) {
        let start = self.position
        let end = start + Int(try self.load(Int32.self))
        guard end >= start + 5, end <= self.end, self.depth < Self.maximumDepth else { throw self.corrupt() }
        if self.depth == 0 {
            guard end == self.bytes.count else { throw self.corrupt() }
        } else {
            self.outerEnds.append(self.end)
        }
        self.depth += 1
        self.end = end
    }

    public func skipValue() throws(Rejected) {
        switch self.type {
        case .null, .undefined, .minKey, .maxKey: break
        case .bool: try self.advance(1)
        case .int32: try self.advance(4)
        case .double, .date, .timestamp, .int64: try self.advance(8)
        case .objectID: try self.advance(12)
        case .decimal128: try self.advance(16)
        case .string, .code, .symbol: _ = try self.text()
        case .document, .array, .codeWithScope:
            let length = Int(try self.load(Int32.self))
            guard length >= 5 else { throw self.corrupt() }
            try self.advance(length - 4)
        case .binary: _ = try self.binary()
        case .regex:
            _ = try self.cString()
            _ = try self.cString()
        case .dbPointer:
            _ = try self.text()
            try self.advance(12)
        }
    }

    // MARK: Values

    public func readNull() throws(Rejected) -> Bool {
        self.type == .null || self.type == .undefined
    }

    public func readBool() throws(Rejected) -> Bool {
        guard self.type == .bool else { throw try self.mismatch("bool_type", "Input should be a valid boolean") }
        let value = try self.load(UInt8.self)
        guard value <= 1 else { throw self.corrupt() }
        return value == 1
    }

    /// Takes either integer type, and a double or a decimal that is a whole number: shells and scripts store
    /// those.
    public func readInteger() throws(Rejected) -> Int64 {
        switch self.type {
        case .int32: return Int64(try self.load(Int32.self))
        case .int64: return try self.load(Int64.self)
        case .double:
            if let value = Int64(exactly: try self.load(Double.self)) { return value }
        case .decimal128:
            if let value = try self.readDecimal128().exactDecimal?.scaled(to: 0) { return value }
        default: throw try self.mismatch("int_type", "Input should be a valid integer")
        }
        throw self.reject("int_from_float", "Input should be a valid integer, got a number with a fractional part")
    }

    public func readDouble() throws(Rejected) -> Double {
        switch self.type {
        case .double: return try self.load(Double.self)
        case .int32: return Double(try self.load(Int32.self))
        case .int64: return Double(try self.load(Int64.self))
        case .decimal128:
            if let value = Double(try self.readDecimal128().description) { return value }
            throw self.reject("float_type", "Input should be a valid number")
        default: throw try self.mismatch("float_type", "Input should be a valid number")
        }
    }

    public func readString() throws(Rejected) -> String {
        guard self.type == .string || self.type == .symbol else {
            throw try self.mismatch("string_type", "Input should be a valid string")
        }
        return try self.readText()
    }

    private func readText() throws(Rejected) -> String {
        guard let text = String(validUTF8: try self.text()) else {
            throw self.reject("string_unicode", "Input should be a valid string of Unicode text")
        }
        return text
    }

    public func readDate() throws(Rejected) -> Date {
        guard self.type == .date else { throw try self.mismatch("datetime_type", "Input should be a valid datetime") }
        return Date(timeIntervalSince1970: Double(try self.load(Int64.self)) / 1000)
    }

    /// Takes Decimal128, and what other programs store for an amount: integers, and doubles by their
    /// shortest decimal form.
    public func readDecimal() throws(Rejected) -> ExactDecimal {
        switch self.type {
        case .decimal128:
            if let value = try self.readDecimal128().exactDecimal { return value }
        case .int32: return ExactDecimal(coefficient: Int64(try self.load(Int32.self)), exponent: 0)
        case .int64: return ExactDecimal(coefficient: try self.load(Int64.self), exponent: 0)
        case .double:
            if let value = ExactDecimal(try self.load(Double.self).description) { return value }
        default: throw try self.mismatch("decimal_type", "Input should be a valid number")
        }
        throw self.reject("decimal_max_digits", "Decimal input should have no more than 18 digits in total")
    }

    public func readBytes() throws(Rejected) -> [UInt8] {
        guard self.type == .binary else { throw try self.mismatch("bytes_type", "Input should be valid bytes") }
        return Array(try self.binary().bytes)
    }

    public func readObjectID() throws(Rejected) -> ObjectID {
        guard self.type == .objectID else { throw try self.mismatch("object_id", "Input should be an ObjectId") }
        let start = self.position
        try self.advance(12)
        return ObjectID(bytes: UnsafeRawBufferPointer(rebasing: self.bytes[start..<self.position]))
    }

    public func readDecimal128() throws(Rejected) -> Decimal128 {
        guard self.type == .decimal128 else {
            throw try self.mismatch("decimal_type", "Input should be a 128-bit decimal")
        }
        let low = try self.load(UInt64.self)
        return Decimal128(high: try self.load(UInt64.self), low: low)
    }

    /// Copies the document at the position.
    func readDocument() throws(Rejected) -> BSONDocument {
        guard self.type == .document else {
            throw try self.mismatch("model_attributes_type", "Input should be a valid dictionary or object to extract fields from")
        }
        let start = self.position
        try self.skipValue()
        let slice = UnsafeRawBufferPointer(rebasing: self.bytes[start..<self.position])
        guard let pointer = bson_new_from_data(slice.baseAddress, slice.count) else { throw self.corrupt() }
        return BSONDocument(owning: pointer)
    }

    /// Walks through the document at the position, down to its leaves.
    func checkDocument() throws(Rejected) {
        if self.type == .array { try self.beginArray() } else { try self.beginObject() }
        while let key = try self.nextField() {
            guard String(validUTF8: key) != nil else { throw self.corrupt() }
            switch self.type {
            case .document, .array: try self.checkDocument()
            case .string, .symbol, .code: _ = try self.readText()
            case .bool: _ = try self.readBool()
            case .codeWithScope:
                let end = self.position + Int(try self.load(Int32.self))
                _ = try self.readText()
                self.type = .document
                try self.checkDocument()
                guard self.position == end else { throw self.corrupt() }
            default: try self.skipValue()
            }
        }
    }

    /// Reads whatever is at the position. Text that is not UTF-8 is repaired: a program that looks at a document
    /// without a schema wants to see it.
    func readAny() throws(Rejected) -> BSONValue {
        switch self.type {
        case .null, .undefined: return .null
        case .bool: return .bool(try self.readBool())
        case .int32: return .int32(try self.load(Int32.self))
        case .int64: return .int64(try self.load(Int64.self))
        case .double: return .double(try self.load(Double.self))
        case .decimal128: return .decimal128(try self.readDecimal128())
        case .string, .symbol, .code: return .string(String(decoding: try self.text(), as: UTF8.self))
        case .date: return .date(try self.readDate())
        case .objectID: return .objectID(try self.readObjectID())
        case .binary:
            let (bytes, subtype) = try self.binary()
            return .binary(Array(bytes), subtype: subtype)
        case .regex:
            let pattern = String(decoding: try self.cString(), as: UTF8.self)
            return .regex(pattern: pattern, options: String(decoding: try self.cString(), as: UTF8.self))
        case .timestamp:
            let increment = try self.load(UInt32.self)
            return .timestamp(seconds: try self.load(UInt32.self), increment: increment)
        case .array:
            var elements: [BSONValue] = []
            try self.beginArray()
            while try self.nextElement() { elements.append(try self.readAny()) }
            return .array(elements)
        case .document: return .document(try self.readDocument())
        case .minKey: return .minKey
        case .maxKey: return .maxKey
        case .dbPointer, .codeWithScope:
            // Withdrawn from the specification long ago; nothing writes them any more.
            try self.skipValue()
            return .null
        }
    }

    // MARK: Bytes

    private func corrupt() -> Rejected {
        if !self.isBroken {
            self.isBroken = true
            self.violations = [
                Violation(path: [.index(self.position)], code: "bson_corrupt", message: "The bytes are no BSON document")
            ]
            // Nothing behind it is read any more.
            self.position = self.end
        }
        return Rejected()
    }

    private func mismatch(_ code: String, _ message: String) throws(Rejected) -> Rejected {
        let found = self.type
        try self.skipValue()
        return self.reject(code, "\(message), found \(found)")
    }

    @inline(__always)
    private func advance(_ count: Int) throws(Rejected) {
        guard count <= self.end - self.position else { throw self.corrupt() }
        self.position += count
    }

    @inline(__always)
    private func load<Number: FixedWidthInteger>(_ type: Number.Type) throws(Rejected) -> Number {
        let start = self.position
        try self.advance(MemoryLayout<Number>.size)
        return Number(littleEndian: self.bytes.loadUnaligned(fromByteOffset: start, as: Number.self))
    }

    private func load(_ type: Double.Type) throws(Rejected) -> Double {
        Double(bitPattern: try self.load(UInt64.self))
    }

    /// The bytes before the next NUL, looked for eight at a time.
    @inline(__always)
    private func cString() throws(Rejected) -> UnsafeRawBufferPointer {
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
    private func text() throws(Rejected) -> UnsafeRawBufferPointer {
        let length = Int(try self.load(Int32.self))
        let start = self.position
        guard length >= 1 else { throw self.corrupt() }
        try self.advance(length)
        guard self.bytes[self.position - 1] == 0 else { throw self.corrupt() }
        return UnsafeRawBufferPointer(rebasing: self.bytes[start..<(self.position - 1)])
    }

    private func binary() throws(Rejected) -> (bytes: UnsafeRawBufferPointer, subtype: UInt8) {
        let length = Int(try self.load(Int32.self))
        let subtype = try self.load(UInt8.self)
        let start = self.position
        guard length >= 0 else { throw self.corrupt() }
        try self.advance(length)
        return (UnsafeRawBufferPointer(rebasing: self.bytes[start..<self.position]), subtype)
    }
}

extension SchemaValue {
    /// Reads a value from the bytes of a BSON document.
    ///
    /// - Throws: ``ValidationError`` naming everything that is missing or of another type.
    @inlinable
    public init(bson bytes: UnsafeRawBufferPointer) throws(ValidationError) {
        let reader = BSONReader(bytes)
        do throws(Rejected) {
            self = try Self.read(from: reader)
        } catch {
            throw ValidationError(reader.violations)
        }
    }
}
