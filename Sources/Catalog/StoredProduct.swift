import BSON

/// A product as the database has it. Another program may have stored what the model can't read; admins must still be
/// able to mend and to remove it.
enum StoredProduct: Sendable {
    case readable(Product)
    case unreadable(BSONDocument)

    /// All fields that the shop knows of, or those that are stored.
    var document: BSONDocument {
        switch self {
        case .readable(let product): BSONDocument(product)
        case .unreadable(let document): document
        }
    }

    /// The name in URLs, under which the cache may have it; nil where that is no text.
    var slug: String? {
        switch self {
        case .readable(let product): product.slug
        case .unreadable(let document): document["slug"]?.stringValue
        }
    }
}
