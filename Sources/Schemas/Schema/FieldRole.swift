public import FoundationEssentials

/// What a store does with a field by itself.
public enum FieldRole: Sendable, Hashable {
    /// Counts the changes of the document.
    case revision
    /// The moment at which the document was stored first.
    case creation
    /// The moment of the document's last change.
    case change
}

extension Field where Value == Int {
    /// Counts the document's changes, so that a change of what another has changed meanwhile is refused.
    public func revision() -> Self { self.with { $0.role = .revision } }
}

extension Field where Value == Date {
    /// Is set to the present moment when the document is stored first.
    public func setOnCreation() -> Self { self.with { $0.role = .creation } }

    /// Is set to the present moment with every change of the document.
    public func setOnChange() -> Self { self.with { $0.role = .change } }
}

extension Schema {
    /// The property of a role; nil if no field has it.
    ///
    /// The property must be a variable: a schema that gives the role to a constant stops the program when it is made.
    public func property<Value>(_ role: FieldRole, as type: Value.Type) -> WritableKeyPath<Root, Value>? {
        self.fields.first { $0.role == role }.flatMap { $0.path as? WritableKeyPath<Root, Value> }
    }

    /// The stored name of the field with a role; nil if no field has it.
    public func fieldName(_ role: FieldRole) -> String? { self.fields.first { $0.role == role }?.name.string }
}
