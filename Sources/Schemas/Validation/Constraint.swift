/// One rule for the values of a field, and how JSON Schema says it.
public struct Constraint<Value: SchemaValue>: Sendable {
    @usableFromInline let check: @Sendable (Value) -> Violation?
    /// The JSON Schema keywords that express the rule.
    public let keywords: JSONNode

    /// Declares a rule.
    ///
    /// - Parameters:
    ///   - keywords: an object of JSON Schema keywords.
    ///   - check: the violation, or nil when the value is fine. It sees what an optional holds and is not
    ///     asked about nil.
    public init(
        keywords: JSONNode = .object([]),
        check: @escaping @Sendable (Value.Constrained) -> Violation?
    ) {
        self.keywords = keywords
        self.check = { value in value.constrained.flatMap(check) }
    }
}

extension Field {
    /// Adds a rule of your own.
    public func constrained(by constraint: Constraint<Value>) -> Self {
        self.with { $0.constraints.append(constraint) }
    }

    func constrained(
        _ keywords: JSONNode, _ check: @escaping @Sendable (Value.Constrained) -> Violation?
    ) -> Self {
        self.constrained(by: Constraint(keywords: keywords, check: check))
    }
}
