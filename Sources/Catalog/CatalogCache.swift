import BSON
import RedisCache
import ShopCore

/// What the cache keeps of the catalog, and under which keys.
///
/// `ecommerce:products:list:q={text}:skip={skip}:limit={limit}` and `ecommerce:products:slug:{slug}`, each
/// the JSON that goes out. What other presentations show has their name behind that of the namespace or the list, as in
/// `ecommerce:products:v1:gaming-laptop-pro` and `ecommerce:products:list:v1:q={text}:page={page}:size={size}`.
///
/// `ecommerce:products:record:{name}` is the stored document without its long texts (BSON), for carts and wishlists, by what
/// these call the product: its id, its number or its slug.
enum CatalogCache {
    static let namespace = "products"

    /// The key of a page of the list. `all` stands for no search, which an empty one is as well.
    static func listKey(search: String?, productID: Int?, skip: Int, limit: Int) -> String {
        let search = search.flatMap { $0.isEmpty ? nil : $0 }
        let number = productID.map { "product_id=\($0):" } ?? ""
        return "list:\(number)q=\(search.map(Self.escaped) ?? "all"):skip=\(skip):limit=\(limit)"
    }

    /// The key of a page of the list in another presentation.
    static func pageKey(_ presentation: String, _ filter: ProductFilter, _ request: PageRequest) -> String {
        let category = filter.category.map { "category=\(Self.named($0)):" } ?? ""
        let featured = filter.isFeatured.map { "featured=\($0):" } ?? ""
        let vendor = filter.vendor.map { "vendor=\($0):" } ?? ""
        let sort = filter.isByRelevance ? "sort=relevance:" : ""
        let text = filter.text.map(Self.escaped) ?? "all"
        return
            "list:\(presentation):\(category)\(featured)\(vendor)\(sort)q=\(text):page=\(request.page):size=\(request.size)"
    }

    /// The key of the names for what somebody has begun to type.
    static func suggestionsKey(_ presentation: String, _ text: String) -> String {
        "list:\(presentation):suggest:q=\(text)"
    }

    /// The key of a page of the tags.
    static func tagsKey(_ presentation: String, _ request: PageRequest) -> String {
        "list:\(presentation):tags:page=\(request.page):size=\(request.size)"
    }

    /// The key of all categories, or of a page of them: they tell how many products there are.
    static func categoriesKey(_ presentation: String, _ request: PageRequest?) -> String {
        "list:\(presentation):categories" + (request.map { ":page=\($0.page):size=\($0.size)" } ?? "")
    }

    /// The pattern of the keys of all pages, of searches too.
    static let allLists = "list:*"

    static func slugKey(_ slug: String) -> String { "slug:\(slug)" }

    /// The key of a product's page in another presentation, which is found by all that the product is called.
    static func pageKey(_ presentation: String, _ reference: ProductReference) -> String {
        "\(presentation):\(reference.key)"
    }

    /// The key of a product's record, in the same way.
    static func recordKey(_ reference: ProductReference) -> String { Self.pageKey(Self.record, reference) }

    private static let record = "record"

    /// The keys of a product's pages and records.
    static func keys(of product: Product) -> [String] {
        self.keys(slug: product.slug)
            + [product.id.hexString, String(product.productID)].flatMap(Self.keys(ofAllFormsOf:))
    }

    /// The keys of the pages and the record that are found by a product's slug.
    static func keys(slug: String) -> [String] {
        [Self.slugKey(slug)] + Self.keys(ofAllFormsOf: slug)
    }

    private static func keys(ofAllFormsOf text: String) -> [String] {
        let reference = ProductReference(text)
        return (Self.presentations + [Self.record]).map { Self.pageKey($0, reference) }
    }

    /// The names of the presentations besides the primary one.
    static let presentations = ["v1"]

    /// The tag of a product's page. A deletion in MongoDB tells the `_id` alone, and a change of the slug only the new one.
    static func tag(_ id: ObjectID) -> String { "id:\(id)" }

    /// The text that names a category, of which the end can be told.
    private static func named(_ text: String) -> String {
        let escaped = text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%25")
        return escaped.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "%3A")
    }

    /// The text of a search, so that a search for the word "all" has another key than no search.
    private static func escaped(_ text: String) -> String {
        let escaped = text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%25")
        return escaped == "all" ? "%61ll" : escaped
    }
}
