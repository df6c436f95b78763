import Synchronization

extension Schema {
    /// Stops the program, with a sentence that names model and field, when the declaration contradicts itself.
    func checkFields() {
        precondition(self.fields.count <= 64, "\(self.typeName): a schema has at most 64 fields")
        for role in [FieldRole.revision, .creation, .change] {
            precondition(
                self.fields.count { $0.role == role } < 2, "\(self.typeName): two fields have the role \(role)")
        }
        var names: Set<ExactText> = []
        for name in self.fields.flatMap({ [$0.name] + $0.aliases }) {
            precondition(
                names.insert(ExactText(name.string)).inserted,
                "\(self.typeName): the field '\(name.string)' is declared twice")
        }
        self.checkOrder()
        self.checkEncryption()
    }

    /// What a store has to compare or to set by itself can't be secret from it.
    private func checkEncryption() {
        for field in self.fields where field.isEncrypted {
            let problem =
                field.name.string == "_id"
                ? "is the document's key" : field.index != nil ? "has an index" : "is set by the store"
            precondition(
                field.name.string != "_id" && field.index == nil && field.role == nil,
                "\(self.typeName): '\(field.name.string)' \(problem), so it can't be encrypted")
        }
    }

    /// Two fields of one type that have changed places compile, and would change the values of documents.
    private func checkOrder() {
        for (index, field) in self.fields.enumerated() {
            for earlier in self.fields[..<index] where earlier.valueType == field.valueType {
                precondition(
                    earlier.path != field.path,
                    "\(self.typeName): the fields '\(earlier.name.string)' and '\(field.name.string)' are of the same "
                        + "property")
                guard let first = earlier.offset, let second = field.offset else { continue }
                precondition(
                    first <= second,
                    "\(self.typeName): the field '\(field.name.string)' stands behind '\(earlier.name.string)', but its "
                        + "property in front: fields follow the initialiser's parameters, and those the properties")
            }
        }
    }

    /// A property without a field is not stored, so that its value would be lost with the next read.
    func checkProperties(transient: [PartialKeyPath<Root>]) {
        let declared = self.fields.map(\.path) + transient
        for property in StoredProperty.all(of: Root.self) {
            precondition(
                declared.contains { property.isNamed(by: $0) },
                "\(self.typeName): the property '\(property.name)' has no field: declare one, or name it among the "
                    + "transient properties")
        }
    }

    /// The schema of a generic type, which can have no stored `static let`: `make` runs once for each `Root`.
    ///
    /// ```swift
    /// struct Page<Item: SchemaObject>: SchemaObject {
    ///     var items: [Item]
    ///
    ///     static var schema: Schema<Self> {
    ///         .shared { Schema(Page.init) { Field("items", \.items) } }
    ///     }
    /// }
    /// ```
    public static func shared(_ make: () -> Schema<Root>) -> Schema<Root> {
        let id = ObjectIdentifier(Root.self)
        if let schema = SharedSchemas.all.withLock({ $0[id] }) as? Schema<Root> { return schema }
        let made = make()
        // Another task may have been faster.
        return SharedSchemas.all.withLock { all in
            if let schema = all[id] as? Schema<Root> { return schema }
            all[id] = made
            return made
        }
    }
}

private enum SharedSchemas {
    static let all = Mutex<[ObjectIdentifier: any AnyObject & Sendable]>([:])
}

extension SchemaObject {
    /// Makes the schemas of all types inside now, so that one that contradicts itself stops the program here and not
    /// with the first request.
    public static func checkSchemas() {
        SchemaChecks.run(.object(Self.self))
    }
}

private enum SchemaChecks {
    private static let checked = Mutex<Set<ObjectIdentifier>>([])

    static func run(_ shape: ValueShape) {
        switch shape {
        case .scalar: break
        case .optional(let inner, _), .array(let inner, _), .dictionary(let inner): self.run(inner)
        case .object(let type):
            guard self.isNew(type) else { return }
            for field in type.fieldShapes { self.run(field.shape) }
        case .union(let type):
            guard self.isNew(type) else { return }
            for payload in type.payloads { self.run(.object(payload)) }
        }
    }

    private static func isNew(_ type: Any.Type) -> Bool {
        self.checked.withLock { $0.insert(ObjectIdentifier(type)).inserted }
    }
}
