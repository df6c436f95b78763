public import Schemas

/// An index over one or more fields of a model.
///
/// ```swift
/// static let indexes = [Index<Order>(.ascending(\.userID), .descending(\.createdAt))]
/// ```
public struct Index<Model: SchemaObject>: Sendable {
    let keys: [Sort<Model>]
    let isUnique: Bool

    /// - Parameters:
    ///   - keys: the fields in the order in which the index sorts by them.
    ///   - unique: whether no two documents may hold the same values.
    public init(_ keys: Sort<Model>..., unique: Bool = false) {
        self.keys = keys
        self.isUnique = unique
    }

    /// The specification as the server takes it. It is named as the server would name it by itself.
    var specification: IndexSpecification {
        IndexSpecification(
            keys: self.keys.map { ($0.path, $0.isAscending ? 1 : -1) }, isUnique: self.isUnique)
    }
}

/// An index whose model is erased.
struct IndexSpecification: Sendable {
    let keys: [(path: FieldPath, direction: Int32)]
    let isUnique: Bool

    var name: String { self.keys.map { "\($0.path.name)_\($0.direction)" }.joined(separator: "_") }
}
