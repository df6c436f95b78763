/// What makes cached entries of the catalog stale, and how soon these go: the one place that knows it.
///
/// | what changes | the product's pages and records | pages of lists | tags, categories, suggestions |
/// |---|---|---|---|
/// | ``product`` | at once | at once | at once |
/// | ``figures`` | at once | within ``LateLists/pause`` | stay |
/// | ``all`` | at once, of all products | at once | at once |
///
/// Reviews themselves are not cached. *At once* means before the answer to who changed it, and when its message arrives in
/// other instances. Each instance also hears of every change from the database, in case that the process which made it has
/// died, or is none of the shop's.
enum CatalogChange: Sendable {
    /// A product is new, is changed, hidden, removed or brought back, or one of its variants is.
    case product
    /// A product is bought, what orders had set aside of it is free again, or what reviewers think of it is different.
    case figures
    /// A category is new, changed or removed, a vendor is called otherwise, or it is not known what has changed.
    case all

    /// The patterns of the entries of many products that go at once.
    var patternsAtOnce: [String] {
        switch self {
        case .product: CatalogCache.Group.allCases.map(\.pattern)
        case .figures: []
        case .all: [CatalogCache.everything]
        }
    }

    /// The patterns of those that go a little later, once for many changes.
    var patternsLater: [String] { self == .figures ? [CatalogCache.Group.lists.pattern] : [] }

    /// What an update of a product's document was, by the dotted names of the fields that are different.
    init(ofFields names: [String]) {
        self = names.allSatisfy(Self.isFigure) ? .figures : .product
    }

    /// Whether a field follows from others: what lists find a product by. A change of it alone makes nothing stale: what it
    /// follows from made that stale before, and what the clock changes ends by itself.
    static func isDerived(_ name: String) -> Bool { name.hasPrefix("filter_") }

    private static func isFigure(_ name: String) -> Bool {
        let parts = name.split(separator: ".")
        guard let field = parts.first.map(String.init) else { return false }
        // The books of a variant, as in `variants.0.sold`.
        if field == "variants" { return parts.count == 3 && Self.books.contains(String(parts[2])) }
        return Self.books.contains(field) || Self.others.contains(field) || Self.isDerived(name)
    }

    private static let books: Set = [
        "inventory", "reserved", "sold", "stocked", "filter_stock", "filter_least", "filter_sold",
    ]
    /// What else changes with them, and with everything else.
    private static let others: Set = ["rating", "revision", "updated_at"]
}
