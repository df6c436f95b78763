/// What a field is called, and what it holds.
public struct FieldShape {
    /// The name in documents and JSON.
    public let name: String
    /// The property.
    public let path: AnyKeyPath
    /// How its values are built.
    public let shape: ValueShape
    /// Whether it is stored encrypted.
    public let isEncrypted: Bool
}

extension Schema {
    /// The fields in order, with the shapes of their values.
    public var fieldShapes: [FieldShape] {
        self.fields.map {
            FieldShape(name: $0.name.string, path: $0.path, shape: $0.shape(), isEncrypted: $0.isEncrypted)
        }
    }

    /// The stored name of a property, or nil when the schema does not declare it.
    ///
    /// A path may lead into embedded objects: `\.address.city` is `address.city`, `\.address!.city` the same
    /// where the address is optional, and `\.items[.each].sku` is `items.sku`.
    public func fieldName(of path: PartialKeyPath<Root>) -> String? { self.storedPath(of: path)?.name }

    /// The stored name of a property, and whether it is stored encrypted; nil when the schema does not declare it.
    package func storedPath(of path: PartialKeyPath<Root>) -> StoredPath? {
        if let field = self.table.field(of: path) {
            return StoredPath(name: field.name.string, secrecy: field.isEncrypted ? .encrypted : .plain)
        }
        return self.nestedNames.value { NestedNames(self.fieldShapes, around: Root.self) }.paths[path]
    }
}

extension SchemaObject {
    /// The fields in order, with the shapes of their values.
    public static var fieldShapes: [FieldShape] { Self.schema.fieldShapes }
}

/// Where and how a property is stored.
package struct StoredPath: Sendable {
    package enum Secrecy: Sendable {
        case plain
        /// The field is stored encrypted.
        case encrypted
        /// It is a part of a field that is stored encrypted, so that there is no such path in the store.
        case insideEncrypted
    }

    /// Dot-separated.
    package let name: String
    package let secrecy: Secrecy
}

/// The names of all paths into embedded objects. A type that holds itself is followed once.
///
/// `@unchecked Sendable`: it never changes after it was made, and the key paths are those of fields, which are
/// `Sendable`, lengthened by steps that hold nothing.
final class NestedNames: @unchecked Sendable {
    let paths: [AnyKeyPath: StoredPath]

    init(_ fields: [FieldShape], around type: Any.Type) {
        var paths: [AnyKeyPath: StoredPath] = [:]
        for field in fields {
            let stored = StoredPath(name: field.name, secrecy: field.isEncrypted ? .encrypted : .plain)
            Self.follow(field.shape, field.path, stored, [ObjectIdentifier(type)], &paths)
        }
        self.paths = paths
    }

    private static func follow(
        _ shape: ValueShape, _ path: AnyKeyPath, _ stored: StoredPath, _ around: [ObjectIdentifier],
        _ paths: inout [AnyKeyPath: StoredPath]
    ) {
        // What lies inside of something encrypted is no less secret.
        let inside: StoredPath.Secrecy = stored.secrecy == .plain ? .plain : .insideEncrypted
        switch shape {
        case .scalar, .dictionary, .union: break
        case .optional(let inner, let step):
            guard let longer = path.appending(path: step) else { return }
            paths[longer] = stored
            self.follow(inner, longer, stored, around, &paths)
        case .array(let inner, let step):
            guard let longer = path.appending(path: step) else { return }
            let element = StoredPath(name: stored.name, secrecy: inside)
            paths[longer] = element
            self.follow(inner, longer, element, around, &paths)
        case .object(let type):
            let id = ObjectIdentifier(type)
            guard around.lazy.filter({ $0 == id }).count < 2 else { return }
            for field in type.fieldShapes {
                guard let longer = path.appending(path: field.path) else { continue }
                let secrecy = inside == .plain && field.isEncrypted ? .encrypted : inside
                let inner = StoredPath(name: "\(stored.name).\(field.name)", secrecy: secrecy)
                paths[longer] = inner
                self.follow(field.shape, longer, inner, around + [id], &paths)
            }
        }
    }
}
