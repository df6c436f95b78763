/// A struct with a ``Schema``: a request or response body, an embedded object, a document.
///
/// ```swift
/// struct SignupRequest: SchemaObject {
///     var email: String
///     var password: String
///
///     static let schema = Schema(SignupRequest.init) {
///         Field("email", \.email).email()
///         Field("password", \.password).length(8...).bytes(...72)
///     }
/// }
/// ```
public protocol SchemaObject: SchemaValue where Constrained == Self {
    static var schema: Schema<Self> { get }
}

extension SchemaObject {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Self {
        try Self.schema.read(from: reader)
    }

    @inlinable
    public func write(to writer: any ValueWriter) {
        Self.schema.write(self, to: writer)
    }

    @inlinable
    public static func write(at address: UnsafePointer<Self>, to writer: any ValueWriter) {
        Self.schema.write(at: address, to: writer)
    }

    @inlinable
    public static func copy(from reader: any ValueReader, to writer: any ValueWriter) throws(Rejected) {
        try Self.schema.copy(from: reader, to: writer)
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        definitions.reference(Self.schema.typeName, to: Self.self) { Self.schema.jsonSchema(in: &$0) }
    }

    public static var shape: ValueShape { .object(Self.self) }

    public func innerViolations() -> [Violation] {
        Self.schema.violations(in: self)
    }

    /// Checks every constraint.
    ///
    /// - Throws: ``ValidationError`` with all violations.
    public func validate() throws(ValidationError) {
        let violations = self.innerViolations()
        if !violations.isEmpty { throw ValidationError(violations) }
    }
}
