import BSON
import RedisCache
import ShopCore

/// What the cache keeps of the catalog, and under which keys.
///
/// `ecommerce:products:list:q={text}:skip={skip}:limit={limit}` and `ecommerce:products:slug:{slug}`, each
/// the JSON that goes out. What other presentations show has their name behind that of the namespace or the list, as in
/// `ecommerce:products:v1:gaming-laptop-pro` and `ecommerce:products:list:v1:q={text}:page={page}:size={size}`, with the
/// order and each filter before `q`. `ecommerce:products:list:total:q={text}` is how many there are of a filter, for
/// all of its pages, and `ecommerce:products:list:v1:related:{name}` what is like a product.
///
/// Pages of the tags and of the categories, which tell how many products there are, are kept as
/// `ecommerce:products:tags:v1:page={page}:size={size}` and `ecommerce:products:categories:v1`, names for what somebody has begun
/// to type as `ecommerce:products:suggest:v1:q={text}`.
///
/// `ecommerce:products:image:{id}:{size}` is a file of a picture, behind eight bytes that say how long it is, or these alone
/// where it is too long.
///
/// `ecommerce:products:record:{name}` is the stored document without its long texts (BSON), for carts and wishlists, by what
/// these call the product: its id, its number or its slug.
///
/// What a change makes stale is told by ``CatalogChange``.
enum CatalogCache {
    static let namespace = "products"

    /// The key of a page of the list. `all` stands for no search, which an empty one is as well.
    static func listKey(search: String?, productID: Int?, skip: Int, limit: Int) -> String {
        let search = search.flatMap { $0.isEmpty ? nil : $0 }
        let number = productID.map { "product_id=\($0):" } ?? ""
        return "list:\(number)q=\(search.map(Self.escaped) ?? "all"):skip=\(skip):limit=\(limit)"
    }

    /// The key of a page of the list in another presentation.
    static func pageKey(
        _ presentation: String, _ filter: ProductFilter, by order: ProductOrder = .newest, withFacets: Bool = false,
        _ request: PageRequest
    ) -> String {
        let order = order.effective(for: filter)
        let sort = order == .newest ? "" : "sort=\(order.rawValue):"
        let facets = withFacets ? "facets:" : ""
        // A search may have any text in it, so nothing that may be missing stands behind it.
        return "list:\(presentation):\(sort)\(facets)\(Self.text(filter)):page=\(request.page):size=\(request.size)"
    }

    /// The key of how many products a filter leaves in.
    static func totalKey(_ filter: ProductFilter) -> String { "list:total:\(Self.text(filter))" }

    /// A filter as a text that no other has.
    private static func text(_ filter: ProductFilter) -> String {
        var parts = [
            filter.category.map { "category=\(Self.named($0))" }, filter.isFeatured.map { "featured=\($0)" },
            filter.vendor.map { "vendor=\(Self.named($0))" }, filter.minimumPrice.map { "min=\($0)" },
            filter.maximumPrice.map { "max=\($0)" }, filter.minimumRating.map { "rating=\($0)" },
            filter.isInStock ? "stock" : nil,
        ]
        parts += filter.tags.map { "tag=\(Self.named($0))" }
        parts += filter.options.map { option in
            "option=" + ([option.name] + option.values).map(Self.named).joined(separator: "=")
        }
        return (parts.compactMap { $0 } + ["q=\(filter.text.map(Self.escaped) ?? "all")"]).joined(separator: ":")
    }

    /// The key of the names for what somebody has begun to type.
    static func suggestionsKey(_ presentation: String, _ text: String) -> String {
        "suggest:\(presentation):q=\(text)"
    }

    /// The key of the products that are like one.
    static func relatedKey(_ presentation: String, _ reference: ProductReference) -> String {
        "list:\(presentation):related:\(reference.key)"
    }

    /// The key of a page of the tags.
    static func tagsKey(_ presentation: String, _ request: PageRequest) -> String {
        "tags:\(presentation):page=\(request.page):size=\(request.size)"
    }

    /// The key of all categories, or of a page of them.
    static func categoriesKey(_ presentation: String, _ request: PageRequest?) -> String {
        "categories:\(presentation)" + (request.map { ":page=\($0.page):size=\($0.size)" } ?? "")
    }

    /// What keys of entries begin with that are about many products.
    enum Group: String, CaseIterable {
        /// Pages of products, of searches too.
        case lists = "list"
        case tags
        case categories
        case suggestions = "suggest"

        /// The pattern of their keys.
        var pattern: String { "\(self.rawValue):*" }
    }

    /// The pattern of all keys.
    static let everything = "*"

    static func slugKey(_ slug: String) -> String { "slug:\(slug)" }

    /// The key of a product's page in another presentation, which is found by all that the product is called.
    static func pageKey(_ presentation: String, _ reference: ProductReference) -> String {
        "\(presentation):\(reference.key)"
    }

    /// The key of a product's record, in the same way.
    static func recordKey(_ reference: ProductReference) -> String { Self.pageKey(Self.record, reference) }

    /// The key of a file of a picture.
    static func imageKey(_ id: ObjectID, _ size: ImageSize) -> String { "image:\(id.hexString):\(size.rawValue)" }

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

    /// The text that names something, of which the end can be told.
    private static func named(_ text: String) -> String {
        [("%", "%25"), (":", "%3A"), ("=", "%3D")].reduce(text) { text, escape in
            text.split(separator: escape.0, omittingEmptySubsequences: false).joined(separator: escape.1)
        }
    }

    /// The text of a search, so that a search for the word "all" has another key than no search.
    private static func escaped(_ text: String) -> String {
        let escaped = text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%25")
        return escaped == "all" ? "%61ll" : escaped
    }
}
