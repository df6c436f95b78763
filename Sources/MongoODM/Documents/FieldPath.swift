import Schemas

/// The stored name of a property, or the reason why it has none.
struct FieldPath: Sendable {
    /// Dot-separated, as MongoDB writes it.
    let name: String
    /// Whether the schema declares the property. It shows when the query or update is sent.
    let isKnown: Bool

    init<Root: SchemaObject>(_ path: PartialKeyPath<Root>) {
        if let name = Root.schema.fieldName(of: path) {
            self.name = name
            self.isKnown = true
        } else {
            self.name =
                "\(Root.schema.typeName) declares no field for \(path). A path goes through an optional by '!' "
                + "and through an array by '[.each]': \\.address!.city, \\.items[.each].sku"
            self.isKnown = false
        }
    }

    /// A name that is known to be declared.
    init(name: String) {
        self.name = name
        self.isKnown = true
    }

    /// No path at all.
    ///
    /// - Parameter problem: why.
    init(unknown problem: String) {
        self.name = problem
        self.isKnown = false
    }

    init(_ outer: FieldPath, _ separator: String, _ inner: FieldPath) {
        self.name = !outer.isKnown ? outer.name : !inner.isKnown ? inner.name : outer.name + separator + inner.name
        self.isKnown = outer.isKnown && inner.isKnown
    }
}
