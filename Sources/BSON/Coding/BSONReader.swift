public import FoundationEssentials
public import Schemas

/// Reads a BSON document (bsonspec.org) from its bytes, in one pass, with every length checked.
///
/// Bytes that are no BSON are one violation, `bson_corrupt`, and end the reading.
public final class BSONReader: ValueReader {
    /// MongoDB nests at most 100 levels; a document from elsewhere must not exhaust the stack either.
    public static let maximumDepth = 128

    public var violations: [Violation] = []
    public var violationCount: Int { self.violations.count }
    public let checksConstraints: Bool
    public internal(set) var isBroken = false

    let bytes: UnsafeRawBufferPointer
    var position = 0
    /// The type of the value at the position.
    var type: BSONType = .document
    /// Where the innermost document ends, its closing NUL included.
    var end: Int
    /// Where the documents around the innermost one end, without the outermost, which ends with the bytes.
    var outerEnds: [Int] = []
    var depth = 0
    /// What encrypted values are read with.
    package let encryption: FieldEncryption?
    /// Where the document that encrypted values belong to begins.
    var documentStart = 0
    /// Where in that document they are; nil before the first is met.
    var places: StoredPlaces?
    /// The encrypted fields that were met; nil where nobody asks for them.
    var encryptedFields: [EncryptedField]?

    /// - Parameters:
    ///   - bytes: the document. It must outlive the reader.
    ///   - checksConstraints: whether constraints apply to what is read.
    public convenience init(_ bytes: UnsafeRawBufferPointer, checksConstraints: Bool = false) {
        self.init(bytes, checksConstraints: checksConstraints, encryption: nil)
    }

    /// - Parameter encryption: what encrypted values are read with; nil where there are none.
    @usableFromInline
    package init(
        _ bytes: UnsafeRawBufferPointer, checksConstraints: Bool = false, encryption: FieldEncryption?
    ) {
        self.bytes = bytes
        self.end = bytes.count
        self.checksConstraints = checksConstraints
        self.encryption = encryption
    }

    /// Whether the value at the position is text.
    package var isAtText: Bool { self.type == .string }

    // MARK: Structure

    public func beginObject() throws(Rejected) {
        guard self.type == .document else {
            throw try self.mismatch(
                "model_attributes_type", "Input should be a valid dictionary or object to extract fields from")
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
        self.type = BSONType(rawValue: tag)
        return try self.cString()
    }

    public func nextField(named name: FieldName) throws(Rejected) -> Bool {
        let text = name.bytes
        let start = self.position + 1
        let end = start + text.count
        // The closing NUL of the document is behind the key's, so that the comparison stays inside.
        guard end < self.end, self.depth > 0, self.bytes[end] == 0,
            UnsafeRawBufferPointer(rebasing: self.bytes[start..<end]).hasSameBytes(as: text)
        else { return false }
        // The end of a document followed by something that looks like a key is for the slow way to refuse.
        guard self.bytes[start - 1] != 0 else { return false }
        self.type = BSONType(rawValue: self.bytes[start - 1])
        self.position = end + 1
        return true
    }

    public func textOfField(_ name: FieldName) throws(Rejected) -> String? {
        let (position, type, end, outerEnds) = (self.position, self.type, self.end, self.outerEnds)
        let (depth, reported) = (self.depth, self.violationCount)
        let text = try? self.findText(of: name)
        if self.isBroken { throw Rejected() }
        self.violations.removeSubrange(reported...)
        (self.position, self.type, self.end, self.outerEnds) = (position, type, end, outerEnds)
        self.depth = depth
        return text
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
        default: throw self.corrupt()
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

    func readText() throws(Rejected) -> String {
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

    /// Takes the standard form of RFC 4122; the older one has its bytes in an order that only its driver knows.
    public func readUUID() throws(Rejected) -> UUID {
        guard self.type == .binary else { throw try self.mismatch("uuid_type", "Input should be a UUID") }
        let (bytes, subtype) = try self.binary()
        guard subtype == BSONSubtype.uuid, bytes.count == 16 else {
            throw self.reject("uuid_type", "Input should be a UUID of subtype 4, found binary of subtype \(subtype)")
        }
        return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
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
}

extension SchemaValue {
    /// Reads a value from the bytes of a BSON document.
    ///
    /// - Throws: ``ValidationError`` naming everything that is missing or of another type.
    @inlinable
    public init(bson bytes: UnsafeRawBufferPointer) throws(ValidationError) {
        try self.init(bson: bytes, encryption: nil)
    }

    /// Reads a value from the bytes of a stored document.
    ///
    /// - Parameter encryption: what encrypted fields are read with; nil where there are none.
    @inlinable
    package init(bson bytes: UnsafeRawBufferPointer, encryption: FieldEncryption?) throws(ValidationError) {
        let reader = BSONReader(bytes, encryption: encryption)
        do throws(Rejected) {
            self = try Self.read(from: reader)
        } catch {
            throw ValidationError(reader.violations)
        }
    }
}
