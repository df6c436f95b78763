@_spi(Reflection) import Swift

/// A property that a struct holds in its own memory, as the compiler has written it into the program for mirrors.
///
/// A `Mirror` needs a value, which there is none of before the first request. The standard library's walk over a type
/// is not promised to stay; only this file depends on it, and only a check at start-up on this file.
struct StoredProperty {
    let name: String
    private let offset: Int
    private let type: Any.Type

    /// The stored properties of a struct in the order of their declaration, `lazy` ones left out; of any other type none.
    static func all(of type: Any.Type) -> [StoredProperty] {
        var properties: [StoredProperty] = []
        _forEachField(of: type) { name, offset, type, _ in
            let property = StoredProperty(name: String(cString: name), offset: offset, type: type)
            if !property.name.hasPrefix("$__lazy_storage_$") { properties.append(property) }
            return true
        }
        return properties
    }

    /// Whether a path leads to this property. The place alone does not tell: a property of no size is where the next is.
    func isNamed<Root>(by path: PartialKeyPath<Root>) -> Bool {
        MemoryLayout<Root>.offset(of: path) == self.offset && Swift.type(of: path).valueType == self.type
    }
}
