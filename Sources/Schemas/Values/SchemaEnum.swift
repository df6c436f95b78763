/// An enumeration stored and sent by its raw value, a string or an integer.
///
/// ```swift
/// enum OrderStatus: String, SchemaEnum { case pending, paid, failed, canceled }
/// enum Priority: Int, SchemaEnum { case low = 1, high = 5 }
/// ```
public protocol SchemaEnum: SchemaValue, RawRepresentable, CaseIterable where RawValue: SchemaValue {}

extension SchemaEnum {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Self {
        guard let value = Self(rawValue: try RawValue.read(from: reader)) else {
            throw reader.reject("enum", "Input should be \(Self.listOfCases)")
        }
        return value
    }

    @inlinable
    public func write(to writer: any ValueWriter) { self.rawValue.write(to: writer) }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        var node = RawValue.jsonSchema(in: &definitions)
        node["enum"] = .array(Self.allCases.compactMap { JSONNode(describing: $0.rawValue) })
        return node
    }

    /// The raw values as a sentence lists them: `'a', 'b' or 'c'`, or `1, 2 or 3`.
    @usableFromInline
    static var listOfCases: String {
        let quoted = Self.allCases.map { $0.rawValue is String ? "'\($0.rawValue)'" : "\($0.rawValue)" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}
