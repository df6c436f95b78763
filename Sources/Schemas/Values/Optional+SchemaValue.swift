extension Optional: SchemaValue where Wrapped: SchemaValue {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> Wrapped? {
        if try reader.readNull() { return nil }
        return try Wrapped.read(from: reader)
    }

    @inlinable
    public func write(to writer: any ValueWriter) {
        if let self { self.write(to: writer) } else { writer.writeNull() }
    }

    @inlinable
    public static func copy(from reader: any ValueReader, to writer: any ValueWriter) throws(Rejected) {
        if try reader.readNull() { writer.writeNull() } else { try Wrapped.copy(from: reader, to: writer) }
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["anyOf": [Wrapped.jsonSchema(in: &definitions), ["type": "null"]]]
    }

    @inlinable
    public var constrained: Wrapped.Constrained? { self.flatMap { $0.constrained } }

    /// A missing optional is nil.
    @inlinable
    public static var valueWhenMissing: Self? { .some(.none) }

    public static var shape: ValueShape { .optional(Wrapped.shape, unwrapped: \Self.self!) }

    @inlinable
    public func innerViolations() -> [Violation] { self?.innerViolations() ?? [] }
}
