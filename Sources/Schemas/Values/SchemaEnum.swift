/// An enumeration stored and sent by its raw string.
///
/// ```swift
/// enum OrderStatus: String, SchemaEnum { case pending, paid, failed, canceled }
/// ```
public protocol SchemaEnum: SchemaValue, RawRepresentable, CaseIterable where RawValue == String {}

extension SchemaEnum {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Self {
        let text = try reader.readString()
        guard let value = Self(rawValue: text) else {
            throw reader.reject("enum", "Input should be \(Self.listOfCases)")
        }
        return value
    }

    @inlinable
    public func write(to writer: any ValueWriter) { writer.write(self.rawValue) }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["type": "string", "enum": .array(Self.allCases.map { .string($0.rawValue) })]
    }

    /// The raw values as a sentence lists them: `'a', 'b' or 'c'`.
    @usableFromInline
    static var listOfCases: String {
        let quoted = Self.allCases.map { "'\($0.rawValue)'" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}
