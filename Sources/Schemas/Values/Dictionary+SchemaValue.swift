// The keys are `ExactText`, because a `String` would take two names of a document for one.
extension Dictionary: SchemaValue where Key == ExactText, Value: SchemaValue {
    public static func read(from reader: any ValueReader) throws(Rejected) -> [ExactText: Value] {
        try reader.beginObject()
        var entries: [ExactText: Value] = [:]
        var rejected = false
        var reported = reader.violationCount
        while let bytes = try reader.nextField() {
            let key = ExactText(String(decoding: bytes, as: UTF8.self))
            do throws(Rejected) {
                if entries[key] != nil {
                    try reader.skipValue()
                    throw reader.reject("duplicate_field", "Field appears more than once")
                }
                entries[key] = try Value.read(from: reader)
            } catch {
                if reader.isBroken { throw error }
                rejected = true
                reader.prependToViolations(after: reported, .field(key.string))
                reported = reader.violationCount
            }
        }
        if rejected { throw Rejected() }
        return entries
    }

    public func write(to writer: any ValueWriter) {
        writer.beginObject()
        for (key, value) in self.sorted(by: { $0.key < $1.key }) where !value.isOmitted {
            writer.key(key.string)
            value.write(to: writer)
        }
        writer.endObject()
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["type": "object", "additionalProperties": Value.jsonSchema(in: &definitions)]
    }

    public static var shape: ValueShape { .dictionary(Value.shape) }

    public func innerViolations() -> [Violation] {
        let broken = self.lazy.map { (key: $0.key, violations: $0.value.innerViolations()) }
            .filter { !$0.violations.isEmpty }
        return broken.sorted { $0.key < $1.key }.flatMap { key, violations in
            violations.map { $0.inside(.field(key.string)) }
        }
    }
}
