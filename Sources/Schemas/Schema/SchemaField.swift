import FoundationEssentials

/// A field whose value type is erased: everything about it that is not on the way of reading and writing.
@usableFromInline
struct SchemaField<Root>: Sendable {
    let name: FieldName
    /// Further names under which JSON repeats the field.
    let aliases: [FieldName]
    let path: any PartialKeyPath<Root> & Sendable
    let valueType: Any.Type
    /// Where the model holds the value; nil for a computed property.
    let offset: Int?
    let index: FieldIndex?
    let role: FieldRole?
    let isStoredOnly: Bool
    let isEncrypted: Bool
    let isRequired: Bool
    /// A closure because making it for a type that holds itself would never end.
    let shape: @Sendable () -> ValueShape
    let input: FieldTable.Input
    let outputs: [FieldTable.Output]
    let copy: FieldTable.Copy
    let fallback: FieldTable.Fallback
    let validation: FieldTable.Validation
    let describe: @Sendable (inout JSONSchemaDefinitions) -> JSONNode

    @usableFromInline
    init<Value>(_ field: Field<Root, Value>, offset: Int) {
        let name = FieldName(field.name)
        let names = [name] + field.aliases.map { FieldName($0) }
        self.name = name
        self.aliases = Array(names.dropFirst())
        self.path = field.keyPath
        self.valueType = Value.self
        self.offset = MemoryLayout<Root>.offset(of: field.keyPath)
        self.index = field.index
        self.role = field.role
        precondition(
            field.role == nil || field.keyPath is WritableKeyPath<Root, Value>,
            "\(TypeName(of: Root.self).short): '\(name.string)' is set by the store, so its property must be a variable"
        )
        self.isStoredOnly = field.isStoredOnly
        precondition(
            !field.isStoredOnly || field.fallback != nil,
            "\(TypeName(of: Root.self).short): '\(name.string)' is only stored, so it needs a default for values that "
                + "come from elsewhere")
        self.isEncrypted = field.isEncrypted
        self.isRequired = field.fallback == nil && Value.valueWhenMissing == nil
        self.shape = { Value.shape }
        self.input = FieldTable.Input(
            name: name, isStoredOnly: field.isStoredOnly, isEncrypted: field.isEncrypted, offset: offset,
            checks: field.constraints.map(\.check), read: field.readInto)
        self.outputs = names.map {
            FieldTable.Output(name: $0, offset: field.storedOffset, write: field.writeFrom)
        }
        self.copy = FieldTable.Copy(names: ContiguousArray(names), copy: field.copy)
        let fallback = field.fallback
        self.fallback = FieldTable.Fallback(
            initializeMissing: { slot in
                guard let value = fallback?() ?? Value.valueWhenMissing else { return false }
                slot.initializeMemory(as: Value.self, to: value)
                return true
            },
            destroy: { $0.assumingMemoryBound(to: Value.self).deinitialize(count: 1) })
        self.validation = field.violationsAt
        self.describe = { field.description(in: &$0) }
    }
}

extension Field {
    /// The JSON Schema of the field's values.
    fileprivate func description(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        var node = Value.jsonSchema(in: &definitions)
        let keywords = self.constraints.reduce(JSONNode.object([])) { $0.tightened(by: $1.keywords) }
        // The keywords of an optional belong to the alternative that is not null.
        if case .array(var alternatives)? = node["anyOf"], !alternatives.isEmpty {
            alternatives[0] = alternatives[0].merging(keywords)
            node["anyOf"] = .array(alternatives)
        } else {
            node = node.merging(keywords)
        }
        if let summary = self.summary { node["description"] = .string(summary) }
        // A moment as a default is the present one, which no description can name.
        if !(Value.self is Date.Type), let fallback = self.fallback, let value = JSONNode(describing: fallback()) {
            node["default"] = value
        }
        if let example = self.example, let value = JSONNode(describing: example) { node["examples"] = [value] }
        return node
    }
}

extension JSONNode {
    /// The keywords of two rules that both apply: of two bounds the stricter one stays.
    fileprivate func tightened(by other: JSONNode) -> JSONNode {
        guard case .object(let keywords) = other else { return self }
        var both = self
        for keyword in keywords {
            if case .number(let old)? = both[keyword.key], case .number(let new) = keyword.value,
                let first = old.scaled(to: 0), let second = new.scaled(to: 0)
            {
                let isLowerBound = keyword.key.hasPrefix("min") || keyword.key == "exclusiveMinimum"
                let stricter = isLowerBound ? max(first, second) : min(first, second)
                both[keyword.key] = JSONNode(integerLiteral: stricter)
            } else {
                both[keyword.key] = keyword.value
            }
        }
        return both
    }
}
