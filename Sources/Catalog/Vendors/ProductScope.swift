public import BSON

/// Whose products somebody may change.
public enum ProductScope: Hashable, Sendable {
    case all
    /// Those of one vendor.
    case vendor(ObjectID)

    func contains(_ product: Product) -> Bool {
        switch self {
        case .all: true
        case .vendor(let id): product.vendorID == id
        }
    }
}
