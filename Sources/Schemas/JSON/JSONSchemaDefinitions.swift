/// The named types that a JSON Schema refers to, each described once.
public struct JSONSchemaDefinitions: Sendable {
    /// Where references point, for example `#/components/schemas/`.
    public let prefix: String
    /// The descriptions, sorted by name.
    public var sorted: [JSONNode.Field] {
        self.nodes.sorted { $0.key < $1.key }.map { JSONNode.Field($0.key.string, $0.value) }
    }

    private var nodes: [ExactText: JSONNode] = [:]
    /// Which type was the first of its name.
    private var owners: [ExactText: ObjectIdentifier] = [:]

    public init(prefix: String = "#/$defs/") {
        self.prefix = prefix
    }

    /// A reference to a named type, described by `describe` when it is met for the first time.
    public mutating func reference(
        _ name: String, _ describe: (inout JSONSchemaDefinitions) -> JSONNode
    ) -> JSONNode {
        let key = ExactText(name)
        if self.nodes[key] == nil {
            // Set before describing, so that a type that contains itself ends here.
            self.nodes[key] = .object([])
            self.nodes[key] = describe(&self)
        }
        return ["$ref": .string(self.prefix + name)]
    }

    /// A reference to a type under its short name, or under a longer one when another type has that already:
    /// `Cart.Item` and `Order.Item` are both an `Item`.
    mutating func reference(
        _ name: String, to type: Any.Type, _ describe: (inout JSONSchemaDefinitions) -> JSONNode
    ) -> JSONNode {
        let id = ObjectIdentifier(type)
        if let owner = self.owners[ExactText(name)], owner != id {
            return self.reference(TypeName(of: type).qualified, describe)
        }
        self.owners[ExactText(name)] = id
        return self.reference(name, describe)
    }
}
