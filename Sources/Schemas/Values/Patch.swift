/// A field of a partial update: left alone when the client did not send it, else set to what was sent.
///
/// `Patch<String?>` tells an explicit null (clear it) from an absent field (leave it).
public enum Patch<Value: SchemaValue>: SchemaValue {
    case unchanged
    case set(Value)

    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Patch {
        .set(try Value.read(from: reader))
    }

    @inlinable
    public func write(to writer: any ValueWriter) {
        if case .set(let value) = self { value.write(to: writer) }
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        Value.jsonSchema(in: &definitions)
    }

    @inlinable
    public var constrained: Value.Constrained? {
        if case .set(let value) = self { value.constrained } else { nil }
    }

    @inlinable
    public var isOmitted: Bool {
        if case .unchanged = self { true } else { false }
    }

    @inlinable
    public static var valueWhenMissing: Patch? { .unchanged }

    public static var shape: ValueShape { Value.shape }

    public func innerViolations() -> [Violation] { self.newValue?.innerViolations() ?? [] }

    /// The new value, or nil when the field is to be left alone.
    @inlinable
    public var newValue: Value? {
        if case .set(let value) = self { value } else { nil }
    }
}

extension Patch: Equatable where Value: Equatable {}
