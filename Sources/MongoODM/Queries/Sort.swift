import BSON
public import Schemas

/// One key of an order of documents.
public struct Sort<Root: SchemaObject>: Sendable {
    enum Order: Sendable {
        case ascending
        case descending
        /// By how well a text search matches, the best first.
        case textScore

        var value: BSONValue {
            switch self {
            case .ascending: .int32(1)
            case .descending: .int32(-1)
            case .textScore: .document(["$meta": "textScore"])
            }
        }
    }

    let path: FieldPath
    let order: Order

    init(_ path: FieldPath, _ order: Order) {
        self.path = path
        self.order = order
    }

    /// The smallest first.
    public static func ascending(_ path: PartialKeyPath<Root>) -> Sort { Sort(FieldPath(path), .ascending) }

    /// The largest first.
    public static func descending(_ path: PartialKeyPath<Root>) -> Sort { Sort(FieldPath(path), .descending) }
}
