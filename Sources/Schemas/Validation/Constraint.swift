/// One rule for the values of a field, and how JSON Schema says it.
public struct Constraint<Value: SchemaValue>: Sendable {
    /// Takes the value's address: the loop that asks every field does not know their types.
    @usableFromInline let check: FieldTable.Check
    /// The JSON Schema keywords that express the rule.
    public let keywords: JSONNode

    /// Declares a rule.
    ///
    /// - Parameters:
    ///   - keywords: an object of JSON Schema keywords.
    ///   - check: the violation, or nil when the value is fine. It sees what an optional holds and is not
    ///     asked about nil.
    @inlinable
    public init(
        keywords: JSONNode = .object([]),
        check: @escaping @Sendable (Value.Constrained) -> Violation?
    ) {
        self.keywords = keywords
        self.check = { address in
            guard let value = address.assumingMemoryBound(to: Value.self).pointee.constrained else { return nil }
            return check(value)
        }
    }
}

extension Field {
    /// Adds a rule of your own.
    public func constrained(by constraint: Constraint<Value>) -> Self {
        self.with { $0.constraints.append(constraint) }
    }

    @inlinable
    func constrained(
        _ keywords: JSONNode, _ check: @escaping @Sendable (Value.Constrained) -> Violation?
    ) -> Self {
        self.constrained(by: Constraint(keywords: keywords, check: check))
    }
}
