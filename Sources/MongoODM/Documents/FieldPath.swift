import Schemas

/// The stored name of a property, or the reason why it has none.
struct FieldPath: Sendable {
    /// Dot-separated, as MongoDB writes it.
    let name: String
    /// Whether the schema declares the property. It shows when the query or update is sent.
    let isKnown: Bool
    /// Whether it is stored encrypted.
    let secrecy: StoredPath.Secrecy

    init<Root: SchemaObject>(_ path: PartialKeyPath<Root>) {
        if let stored = Root.schema.storedPath(of: path) {
            self.name = stored.name
            self.isKnown = true
            self.secrecy = stored.secrecy
        } else {
            self.name =
                "\(Root.schema.typeName) declares no field for \(path). A path goes through an optional by '!' "
                + "and through an array by '[.each]': \\.address!.city, \\.items[.each].sku"
            self.isKnown = false
            self.secrecy = .plain
        }
    }

    /// A name that is known to be declared.
    init(name: String) {
        self.name = name
        self.isKnown = true
        self.secrecy = .plain
    }

    /// No path at all.
    ///
    /// - Parameter problem: why.
    init(unknown problem: String) {
        self.name = problem
        self.isKnown = false
        self.secrecy = .plain
    }

    init(_ outer: FieldPath, _ separator: String, _ inner: FieldPath) {
        self.name = !outer.isKnown ? outer.name : !inner.isKnown ? inner.name : outer.name + separator + inner.name
        self.isKnown = outer.isKnown && inner.isKnown
        self.secrecy = outer.secrecy == .plain ? inner.secrecy : .insideEncrypted
    }

    /// Why the server can't compare or sort by it; nil if it can.
    var comparisonProblem: String? {
        guard self.isKnown else { return self.name }
        guard self.secrecy != .plain else { return nil }
        return "'\(self.name)' is encrypted: the server can't compare, sort or index by it"
    }
}
