package import CMongoC
public import Schemas

/// MongoDB's 12-byte document identifier: seconds, a random part, a counter. In JSON it is 24 hex digits.
public struct ObjectID: Hashable, Sendable {
    /// The first eight bytes, most significant first.
    let high: UInt64
    /// The last four bytes, most significant first.
    let low: UInt32

    /// A new identifier, unique across processes and threads.
    public init() {
        var oid = bson_oid_t()
        bson_oid_init(&oid, nil)
        self = withUnsafeBytes(of: &oid) { ObjectID(bytes: $0) }
    }

    /// Reads 24 hex digits.
    ///
    /// - Returns: nil when the text is anything else.
    public init?(_ hexString: some StringProtocol) {
        let id = hexString.utf8.withContiguousStorageIfAvailable { ObjectID(hexDigits: UnsafeRawBufferPointer($0)) }
        guard let id = id ?? Array(hexString.utf8).withUnsafeBytes({ ObjectID(hexDigits: $0) }) else { return nil }
        self = id
    }

    private init?(hexDigits digits: UnsafeRawBufferPointer) {
        guard digits.count == 24, let first = Self.number(digits[0..<8]), let second = Self.number(digits[8..<16]),
            let third = Self.number(digits[16..<24])
        else { return nil }
        self.high = UInt64(first) << 32 | UInt64(second)
        self.low = third
    }

    /// The number that eight hex digits write.
    private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> UInt32? {
        var number: UInt32 = 0
        for byte in digits {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: return nil
            }
            number = number << 4 | UInt32(digit)
        }
        return number
    }

    /// Takes the first twelve of the bytes.
    package init(bytes: UnsafeRawBufferPointer) {
        self.high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        self.low = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }

    /// The twelve bytes.
    package var bytes: [UInt8] {
        withUnsafeBytes(of: self.high.bigEndian) { Array($0) } + withUnsafeBytes(of: self.low.bigEndian) { Array($0) }
    }

    /// When it was made, in seconds since 1970.
    package var second: Int { Int(self.high >> 32) }

    /// The 24 hex digits, in lower case.
    public var hexString: String {
        String(unsafeUninitializedCapacity: 24) { self.writeHexDigits(to: $0) }
    }

    private func writeHexDigits(to digits: UnsafeMutableBufferPointer<UInt8>) -> Int {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x61 + value - 10 }
        for index in 0..<16 {
            digits[index] = digit(UInt8(truncatingIfNeeded: self.high >> UInt64(60 - 4 * index)) & 15)
        }
        for index in 0..<8 {
            digits[16 + index] = digit(UInt8(truncatingIfNeeded: self.low >> UInt32(28 - 4 * index)) & 15)
        }
        return 24
    }

    /// The identifier in the C library's form.
    package var oid: bson_oid_t {
        var oid = bson_oid_t()
        withUnsafeMutableBytes(of: &oid) { bytes in
            bytes.storeBytes(of: self.high.bigEndian, as: UInt64.self)
            bytes.storeBytes(of: self.low.bigEndian, toByteOffset: 8, as: UInt32.self)
        }
        return oid
    }
}

extension ObjectID: CustomStringConvertible, Comparable {
    public var description: String { self.hexString }

    /// Identifiers order by the time of their making.
    public static func < (left: ObjectID, right: ObjectID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension ObjectID: SchemaValue {
    public static func read(from reader: any ValueReader) throws(Rejected) -> ObjectID {
        if let reader = reader as? BSONReader { return try reader.readObjectID() }
        guard let id = try reader.withText({ ObjectID(hexDigits: $0) }) else {
            throw reader.reject("object_id", "Input should be an ObjectId of 24 hexadecimal digits")
        }
        return id
    }

    public func write(to writer: any ValueWriter) {
        if let writer = writer as? BSONWriter { return writer.write(self) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { digits in
            _ = self.writeHexDigits(to: digits)
            writer.write(utf8: UnsafeRawBufferPointer(digits))
        }
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["type": "string", "pattern": "^[0-9a-fA-F]{24}$", "examples": ["507f1f77bcf86cd799439011"]]
    }
}
