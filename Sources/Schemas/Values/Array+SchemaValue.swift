extension Array: SchemaValue where Element: SchemaValue {
    @inlinable
    public static func read(from reader: any ValueReader) throws(Rejected) -> [Element] {
        try reader.beginArray()
        var elements: [Element] = []
        var index = 0
        var rejected = false
        var reported = reader.violationCount
        while try reader.nextElement() {
            do throws(Rejected) {
                elements.append(try Element.read(from: reader))
            } catch {
                if reader.isBroken { throw error }
                rejected = true
                reader.prependToViolations(after: reported, .index(index))
                reported = reader.violationCount
            }
            index += 1
        }
        if rejected { throw Rejected() }
        return elements
    }

    @inlinable
    public func write(to writer: any ValueWriter) {
        writer.beginArray()
        self.withUnsafeBufferPointer { elements in
            guard let first = elements.baseAddress else { return }
            for index in elements.indices { Element.write(at: first + index, to: writer) }
        }
        writer.endArray()
    }

    @inlinable
    public static func copy(from reader: any ValueReader, to writer: any ValueWriter) throws(Rejected) {
        try reader.beginArray()
        writer.beginArray()
        while try reader.nextElement() { try Element.copy(from: reader, to: writer) }
        writer.endArray()
    }

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        ["type": "array", "items": Element.jsonSchema(in: &definitions)]
    }

    public static var shape: ValueShape { .array(Element.shape, element: \Self.[.each]) }

    @inlinable
    public func innerViolations() -> [Violation] {
        var violations: [Violation] = []
        for (index, element) in self.enumerated() {
            for violation in element.innerViolations() { violations.append(violation.inside(.index(index))) }
        }
        return violations
    }
}
