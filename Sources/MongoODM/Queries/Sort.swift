import BSON
public import Schemas

/// One key of an order of documents.
public struct Sort<Root: SchemaObject>: Sendable {
    let path: FieldPath
    let isAscending: Bool

    /// The smallest first.
    public static func ascending(_ path: PartialKeyPath<Root>) -> Sort {
        Sort(path: FieldPath(path), isAscending: true)
    }

    /// The largest first.
    public static func descending(_ path: PartialKeyPath<Root>) -> Sort {
        Sort(path: FieldPath(path), isAscending: false)
    }
}
