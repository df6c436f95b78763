/// What a field is called, and what it holds.
public struct FieldShape {
    /// The name in documents and JSON.
    public let name: String
    /// The property.
    public let path: AnyKeyPath
    /// How its values are built.
    public let shape: ValueShape
}

extension Schema {
    /// The fields in order, with the shapes of their values.
    public var fieldShapes: [FieldShape] {
        self.fields.map { FieldShape(name: $0.name.string, path: $0.path, shape: $0.shape()) }
    }

    /// The stored name of a property, or nil when the schema does not declare it.
    ///
    /// A path may lead into embedded objects: `\.address.city` is `address.city`, `\.address!.city` the same
    /// where the address is optional, and `\.items[.each].sku` is `items.sku`.
    public func fieldName(of path: PartialKeyPath<Root>) -> String? {
        if let name = self.table.name(of: path) { return name.string }
        return self.nestedNames.value { NestedNames(self.fieldShapes, around: Root.self) }.names[path]
    }
}

extension SchemaObject {
    /// The fields in order, with the shapes of their values.
    public static var fieldShapes: [FieldShape] { Self.schema.fieldShapes }
}

/// The names of all paths into embedded objects. A type that holds itself is followed once.
///
/// `@unchecked Sendable`: it never changes after it was made, and the key paths are those of fields, which are
/// `Sendable`, lengthened by steps that hold nothing.
final class NestedNames: @unchecked Sendable {
    let names: [AnyKeyPath: String]

    init(_ fields: [FieldShape], around type: Any.Type) {
        var names: [AnyKeyPath: String] = [:]
        for field in fields { Self.follow(field.shape, field.path, field.name, [ObjectIdentifier(type)], &names) }
        self.names = names
    }

    private static func follow(
        _ shape: ValueShape, _ path: AnyKeyPath, _ name: String, _ around: [ObjectIdentifier],
        _ names: inout [AnyKeyPath: String]
    ) {
        switch shape {
        case .scalar, .dictionary, .union: break
        case .optional(let inner, let step), .array(let inner, let step):
            guard let longer = path.appending(path: step) else { return }
            names[longer] = name
            self.follow(inner, longer, name, around, &names)
        case .object(let type):
            let id = ObjectIdentifier(type)
            guard around.lazy.filter({ $0 == id }).count < 2 else { return }
            for field in type.fieldShapes {
                guard let longer = path.appending(path: field.path) else { continue }
                let longerName = "\(name).\(field.name)"
                names[longer] = longerName
                self.follow(field.shape, longer, longerName, around + [id], &names)
            }
        }
    }
}
