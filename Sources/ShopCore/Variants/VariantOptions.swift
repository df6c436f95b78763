public import Schemas

/// What tells a variant of a product from the others, in the order in which it was entered: its size is M, its color red.
public struct VariantOptions: SchemaValue, Hashable {
    /// One of them.
    public struct Option: Hashable, Sendable {
        /// As `size`.
        public let name: String
        /// As `M`.
        public let value: String
    }

    /// All of them, each name once.
    public let list: [Option]

    public init() {
        self.init(list: [])
    }

    private init(list: [Option]) {
        self.list = list
    }

    /// The names in order.
    public var names: [String] { self.list.map(\.name) }

    /// The value of a name; nil when there is no such name.
    public subscript(name: String) -> String? { self.list.first { $0.name.hasSameBytes(as: name) }?.value }

    /// The same in another order.
    ///
    /// - Returns: nil when the names are others.
    package func ordered(by names: [String]) -> VariantOptions? {
        let options = names.compactMap { name in self.list.first { $0.name.hasSameBytes(as: name) } }
        guard options.count == names.count, names.count == self.list.count else { return nil }
        return VariantOptions(list: options)
    }

    public static func read(from reader: any ValueReader) throws(Rejected) -> VariantOptions {
        try reader.beginObject()
        var options: [Option] = []
        var rejected = false
        while let bytes = try reader.nextField() {
            let name = String(decoding: bytes, as: UTF8.self)
            let reported = reader.violationCount
            do throws(Rejected) {
                if options.contains(where: { $0.name.hasSameBytes(as: name) }) {
                    try reader.skipValue()
                    throw reader.reject("duplicate_field", "Field appears more than once")
                }
                options.append(Option(name: name, value: try reader.readString()))
            } catch {
                if reader.isBroken { throw error }
                rejected = true
                for index in reported..<reader.violationCount {
                    reader.violations[index].path.insert(.field(name), at: 0)
                }
            }
        }
        if rejected { throw Rejected() }
        return VariantOptions(list: options)
    }

    public func write(to writer: any ValueWriter) {
        writer.beginObject()
        for option in self.list {
            writer.key(option.name)
            writer.write(option.value)
        }
        writer.endObject()
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["type": "object", "additionalProperties": ["type": "string"]]
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.list.elementsEqual(right.list) {
            $0.name.hasSameBytes(as: $1.name) && $0.value.hasSameBytes(as: $1.value)
        }
    }
}

extension VariantOptions: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral options: (String, String)...) {
        self.init(list: options.map { Option(name: $0.0, value: $0.1) })
    }
}
