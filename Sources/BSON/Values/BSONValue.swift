public import FoundationEssentials
public import Schemas

/// Any BSON value, for documents whose shape no ``Schemas/Schema`` describes.
///
/// Two are equal if they have the same type and the same content, texts byte by byte.
public indirect enum BSONValue: Sendable {
    case null
    case bool(Bool)
    case int32(Int32)
    case int64(Int64)
    case double(Double)
    case decimal128(Decimal128)
    case string(String)
    case date(Date)
    case objectID(ObjectID)
    case binary([UInt8], subtype: UInt8)
    case regex(pattern: String, options: String)
    case timestamp(seconds: UInt32, increment: UInt32)
    case array([BSONValue])
    case document(BSONDocument)
    case minKey
    case maxKey
}

extension BSONValue {
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// A 32- or 64-bit integer, or a double without a fraction.
    public var intValue: Int? {
        switch self {
        case .int32(let value): Int(value)
        case .int64(let value): Int(value)
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    public var doubleValue: Double? {
        switch self {
        case .double(let value): value
        case .int32(let value): Double(value)
        case .int64(let value): Double(value)
        default: nil
        }
    }

    public var documentValue: BSONDocument? {
        if case .document(let value) = self { value } else { nil }
    }

    public var arrayValue: [BSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    public var dateValue: Date? {
        if case .date(let value) = self { value } else { nil }
    }

    public var objectIDValue: ObjectID? {
        if case .objectID(let value) = self { value } else { nil }
    }
}

extension BSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = Int32(exactly: value).map { .int32($0) } ?? .int64(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(arrayLiteral elements: BSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, BSONValue)...) {
        self = .document(BSONDocument(elements))
    }
}

extension BSONValue: SchemaValue {
    public static func read(from reader: any ValueReader) throws(Rejected) -> BSONValue {
        if let reader = reader as? BSONReader { return try reader.readAny() }
        return BSONValue(try JSONNode.read(from: reader))
    }

    /// The JSON value in the BSON type that fits it best.
    init(_ node: JSONNode) {
        switch node {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .string(let value): self = .string(value)
        case .number(let value):
            if value.exponent >= 0, let integer = value.scaled(to: 0) {
                self = .init(integerLiteral: integer)
            } else {
                self = Decimal128(value).map { .decimal128($0) } ?? .string(value.description)
            }
        case .array(let elements): self = .array(elements.map { BSONValue($0) })
        case .object(let fields): self = .document(BSONDocument(fields.map { ($0.key, BSONValue($0.value)) }))
        }
    }

    public func write(to writer: any ValueWriter) {
        switch self {
        case .null: writer.writeNull()
        case .bool(let value): writer.write(value)
        case .int32(let value):
            if let writer = writer as? BSONWriter { writer.write(value) } else { writer.write(Int64(value)) }
        case .int64(let value):
            if let writer = writer as? BSONWriter { writer.writeInt64(value) } else { writer.write(value) }
        case .double(let value): writer.write(value)
        case .decimal128(let value): value.write(to: writer)
        case .string(let value): writer.write(value)
        case .date(let value): writer.write(value)
        case .objectID(let value): value.write(to: writer)
        case .array(let elements): elements.write(to: writer)
        case .document(let document): document.write(to: writer)
        case .binary, .regex, .timestamp, .minKey, .maxKey:
            if let writer = writer as? BSONWriter { writer.writeSpecial(self) } else { self.writeExtended(to: writer) }
        }
    }

    /// The types that only BSON has, in MongoDB's extended JSON.
    private func writeExtended(to writer: any ValueWriter) {
        let node: JSONNode
        switch self {
        case .binary(let bytes, _): return writer.write(bytes)
        case .regex(let pattern, let options):
            node = ["$regularExpression": ["pattern": .string(pattern), "options": .string(options)]]
        case .timestamp(let seconds, let increment):
            node = [
                "$timestamp": [
                    "t": .init(integerLiteral: Int64(seconds)), "i": .init(integerLiteral: Int64(increment)),
                ]
            ]
        case .minKey: node = ["$minKey": 1]
        default: node = ["$maxKey": 1]
        }
        node.write(to: writer)
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
}
