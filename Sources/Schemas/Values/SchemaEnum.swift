/// An enumeration stored and sent by its raw value, a string or an integer.
///
/// ```swift
/// enum OrderStatus: String, SchemaEnum { case pending, paid, failed, canceled }
/// enum Priority: Int, SchemaEnum { case low = 1, high = 5 }
/// ```
public protocol SchemaEnum: SchemaValue, RawRepresentable, CaseIterable where RawValue: SchemaValue {}

extension SchemaEnum where RawValue == String {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Self {
        guard let value = Self(named: try reader.readString()) else { throw Self.noCase(reader) }
        return value
    }

    /// The case whose raw value has just these bytes: Swift's own initialiser takes other spellings of a letter, too.
    @inlinable
    init?(named name: String) {
        guard let value = Self(rawValue: name) else { return nil }
        if value.rawValue.hasSameBytes(as: name) {
            self = value
            return
        }
        guard let exact = Self.allCases.first(where: { $0.rawValue.hasSameBytes(as: name) }) else { return nil }
        self = exact
    }
}

extension SchemaEnum {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Self {
        guard let value = Self(rawValue: try RawValue.read(from: reader)) else { throw Self.noCase(reader) }
        return value
    }

    @usableFromInline
    static func noCase(_ reader: any ValueReader) -> Rejected {
        reader.reject("enum", "Input should be \(Self.listOfCases)")
    }

    @inlinable
    public func write(to writer: any ValueWriter) { self.rawValue.write(to: writer) }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        var node = RawValue.jsonSchema(in: &definitions)
        node["enum"] = .array(Self.allCases.compactMap { JSONNode(describing: $0.rawValue) })
        return node
    }

    /// The raw values as a sentence lists them: `'a', 'b' or 'c'`, or `1, 2 or 3`.
    static var listOfCases: String {
        let quoted = Self.allCases.map { $0.rawValue is String ? "'\($0.rawValue)'" : "\($0.rawValue)" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}
