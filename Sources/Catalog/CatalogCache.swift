import BSON
import RedisCache

/// What the cache keeps of the catalog, and under which keys.
///
/// `ecommerce:products:list:q={text}:skip={skip}:limit={limit}` and `ecommerce:products:slug:{slug}`, each
/// the JSON that goes out.
enum CatalogCache {
    static let namespace = "products"

    /// The key of a page of the list. `all` stands for no search, which an empty one is as well.
    static func listKey(search: String?, productID: Int?, skip: Int, limit: Int) -> String {
        let search = search.flatMap { $0.isEmpty ? nil : $0 }
        let number = productID.map { "product_id=\($0):" } ?? ""
        return "list:\(number)q=\(search.map(Self.escaped) ?? "all"):skip=\(skip):limit=\(limit)"
    }

    /// The pattern of the keys of all pages, of searches too.
    static let allLists = "list:*"

    static func slugKey(_ slug: String) -> String { "slug:\(slug)" }

    /// The tag of a product's page. A deletion in MongoDB tells the `_id` alone, and a change of the slug only the new one.
    static func tag(_ id: ObjectID) -> String { "id:\(id)" }

    /// The text of a search, so that a search for the word "all" has another key than no search.
    private static func escaped(_ text: String) -> String {
        let escaped = text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%25")
        return escaped == "all" ? "%61ll" : escaped
    }
}
