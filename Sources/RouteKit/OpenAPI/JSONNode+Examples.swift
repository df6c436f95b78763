import Schemas

extension JSONNode {
    /// The document with an example beside the schema of every request body, made of the examples of its fields.
    func withBodyExamples() -> JSONNode {
        guard case .object(var paths)? = self["paths"] else { return self }
        for index in paths.indices {
            guard case .object(var operations) = paths[index].value else { continue }
            for index in operations.indices {
                guard let schema = operations[index].value["requestBody"]?.mediaType?["schema"],
                    let example = self.example(of: schema)
                else { continue }
                operations[index].value["requestBody"]?["content"]?["application/json"]?["example"] = example
            }
            paths[index].value = .object(operations)
        }
        var document = self
        document["paths"] = .object(paths)
        return document
    }

    private var mediaType: JSONNode? { self["content"]?["application/json"] }

    /// A value that fits a schema of this document: an object of the examples and defaults of its fields.
    private func example(of schema: JSONNode) -> JSONNode? {
        if case .array(let examples)? = schema["examples"], let first = examples.first { return first }
        if let value = schema["default"] { return value }
        if case .string(let reference)? = schema["$ref"], let name = reference.split(separator: "/").last {
            return self["components"]?["schemas"]?[String(name)].flatMap { self.example(of: $0) }
        }
        guard case .object(let properties)? = schema["properties"] else { return nil }
        return .object(
            properties.compactMap { property in
                self.example(of: property.value).map { Field(property.key, $0) }
            })
    }
}
