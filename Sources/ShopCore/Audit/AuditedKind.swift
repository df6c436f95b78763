public import Schemas

/// What a change is written down of. Each feature names its own, in an extension:
///
/// ```swift
/// extension AuditedKind {
///     package static let product: AuditedKind = "product"
/// }
/// ```
public struct AuditedKind: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}

extension AuditedKind {
    /// What happened to an account that its holder or an admin may want to know of: its name is the entry's event.
    package static let security: AuditedKind = "security"
}

extension AuditedKind: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        self.init(rawValue: value)
    }
}

extension AuditedKind: SchemaValue {
    public static func read(from reader: any ValueReader) throws(Rejected) -> AuditedKind {
        AuditedKind(rawValue: try reader.readString())
    }

    public func write(to writer: any ValueWriter) { writer.write(self.rawValue) }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        String.jsonSchema(in: &definitions)
    }
}
