/// A JSON document as a tree, for descriptions and tools. Values of your own types go through their
/// ``Schema`` instead, which needs no tree.
///
/// Two are equal if they would be written alike: texts and keys by their bytes, numbers by their digits.
public indirect enum JSONNode: Sendable {
    case null
    case bool(Bool)
    case number(ExactDecimal)
    case string(String)
    case array([JSONNode])
    /// Fields in the order in which they are written.
    case object([Field])

    /// A field of an object.
    public struct Field: Sendable {
        public var key: String
        public var value: JSONNode

        public init(_ key: String, _ value: JSONNode) {
            self.key = key
            self.value = value
        }
    }

    /// The first value under a key of an object; nil for every other node. Setting nil removes the field.
    public subscript(key: String) -> JSONNode? {
        get {
            guard case .object(let fields) = self else { return nil }
            return fields.first { $0.key.hasSameBytes(as: key) }?.value
        }
        set {
            guard case .object(var fields) = self else { return }
            if let index = fields.firstIndex(where: { $0.key.hasSameBytes(as: key) }) {
                if let newValue { fields[index].value = newValue } else { fields.remove(at: index) }
            } else if let newValue {
                fields.append(Field(key, newValue))
            }
            self = .object(fields)
        }
    }

    /// The fields of another object behind those of this one; equal keys take the other's value.
    public func merging(_ other: JSONNode) -> JSONNode {
        guard case .object(let fields) = other else { return self }
        var merged = self
        for field in fields { merged[field.key] = field.value }
        return merged
    }
}

extension JSONNode: Hashable {
    public static func == (left: JSONNode, right: JSONNode) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value): hasher.combine(ExactText(value))
        case .array(let elements): hasher.combine(elements)
        case .object(let fields): hasher.combine(fields)
        }
    }
}

extension JSONNode.Field: Hashable {
    public static func == (left: JSONNode.Field, right: JSONNode.Field) -> Bool {
        left.key.hasSameBytes(as: right.key) && left.value == right.value
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(ExactText(self.key))
        hasher.combine(self.value)
    }
}

extension JSONNode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .number(ExactDecimal(coefficient: value, exponent: 0)) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONNode: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral {
    public init(arrayLiteral elements: JSONNode...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONNode)...) {
        self = .object(elements.map { Field($0.0, $0.1) })
    }
    public init(nilLiteral: ()) { self = .null }
}

extension JSONNode: SchemaValue {
    public static func read(from reader: any ValueReader) throws(Rejected) -> JSONNode {
        guard let reader = reader as? JSONReader else {
            throw reader.reject("json_type", "Input should be JSON")
        }
        return try reader.readNode()
    }

    public func write(to writer: any ValueWriter) {
        switch self {
        case .null: writer.writeNull()
        case .bool(let value): writer.write(value)
        case .number(let value): writer.write(value)
        case .string(let value): writer.write(value)
        case .array(let elements): elements.write(to: writer)
        case .object(let fields):
            writer.beginObject()
            for field in fields {
                writer.key(field.key)
                field.value.write(to: writer)
            }
            writer.endObject()
        }
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode { [:] }
}
