extension Schema {
    /// The names of the fields that only the store has; see ``Field/storedOnly()``.
    public var storedOnlyNames: [String] { self.fields.filter(\.isStoredOnly).map(\.name.string) }

    /// The JSON Schema of the object itself; named types inside are added to `definitions`.
    public func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        var properties: [JSONNode.Field] = []
        var required: [JSONNode] = []
        for field in self.fields where !field.isStoredOnly {
            let description = field.describe(&definitions)
            for name in [field.name] + field.aliases {
                properties.append(JSONNode.Field(name.string, description))
                if field.isRequired { required.append(.string(name.string)) }
            }
        }
        var node: JSONNode = ["type": "object", "title": .string(self.typeName)]
        node["properties"] = .object(properties)
        if !required.isEmpty { node["required"] = .array(required) }
        return node
    }

    /// The fields as single parameters (of a query string or a path), in order.
    public func parameters(
        in definitions: inout JSONSchemaDefinitions
    ) -> [(name: String, isRequired: Bool, schema: JSONNode)] {
        self.fields.filter { !$0.isStoredOnly }.map { ($0.name.string, $0.isRequired, $0.describe(&definitions)) }
    }
}

extension JSONNode {
    /// A value as the tree of its JSON, or nil when it has none.
    init?(describing value: some SchemaValue) {
        guard !value.isOmitted, let node = try? JSONNode(json: value.json()) else { return nil }
        self = node
    }
}
