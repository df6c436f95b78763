import Schemas

/// What a body calls a product: an id or a slug as text, or a number, as a number or as text.
struct ProductName: SchemaValue {
    var text: String

    static func read(from reader: any ValueReader) throws(Rejected) -> ProductName {
        switch try JSONNode.read(from: reader) {
        case .string(let text) where text.unicodeScalars.count <= Self.longest: return ProductName(text: text)
        case .number(let number):
            if let integer = number.scaled(to: 0) { return ProductName(text: String(integer)) }
            throw reader.reject("int_from_float", "Input should be a product's id, slug or number")
        default: throw reader.reject("string_type", "Input should be a product's id, slug or number")
        }
    }

    func write(to writer: any ValueWriter) { writer.write(self.text) }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        [
            "anyOf": [
                ["type": "string", "maxLength": JSONNode(integerLiteral: Int64(Self.longest))], ["type": "integer"],
            ]
        ]
    }

    private static let longest = 200
}
