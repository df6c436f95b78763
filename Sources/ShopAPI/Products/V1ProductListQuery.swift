import Catalog
import Schemas
import ShopCore

/// Which products to list, and in which order.
struct V1ProductListQuery: SchemaObject {
    var text: String?
    var search: String?
    var category: String?
    var categoryID: String?
    var tags: [String]
    var minimumPrice: Money?
    var maximumPrice: Money?
    var isInStock: Bool
    var isFeatured: Bool?
    var minimumRating: Double?
    var vendor: String?
    var options: [ExactText: [String]]
    var sort: ProductOrder?
    var hasFacets: Bool
    var page: Int
    var size: Int

    static let schema = Schema(V1ProductListQuery.init) {
        Field("q", \.text).length(...200)
            .described("Words of the name, the tags or the description; one letter of each may be wrong.")
            .example("laptop")
        Field("search", \.search).length(...200).described("The same, where `q` is absent.")
        Field("category", \.category).length(...200)
            .described("The id, the slug or the name of the category that they are in, or in a part of.")
            .example("electronics")
        Field("category_id", \.categoryID).length(...200).described("The same, where `category` is absent.")
        Field("tag", \.tags, default: []).tags().count(...Self.mostTags)
            .described(
                "What they are tagged with; where it is repeated, with all of that. Letter case and accents don't count."
            )
        Field("min_price", \.minimumPrice).range(.zero...ProductRules.highestPrice)
            .described("What they cost now at least.")
        Field("max_price", \.maximumPrice).range(.zero...ProductRules.highestPrice)
            .described("What they cost now at most.")
        Field("in_stock", \.isInStock, default: false).described("Whether to list only what can be bought now.")
        Field("featured", \.isFeatured).described("Whether they are featured.")
        Field("min_rating", \.minimumRating).described("The least average of their ratings, 0 to 5.")
        Field("vendor", \.vendor).length(...200).described("The id or the name of who sells them.")
        Field("option.", \.options, default: [:])
            .described(
                "Behind the dot the name of an option that one of their variants has, as in `option.size=M`; where it is "
                    + "repeated, one of its values. Several options are those of one variant.")
        Field("sort", \.sort)
            .described(
                "`newest` when absent, but for searches: `relevance`, which is `newest` where nothing is searched for.")
        Field("facets", \.hasFacets, default: false)
            .described("Whether to count what each further filter would leave.")
        Field.page(\V1ProductListQuery.page)
        Field.pageSize(\V1ProductListQuery.size)
    }

    /// - Throws: `ValidationError` for what is only wrong together, and for the options.
    var filter: ProductFilter {
        get throws(ValidationError) {
            let violations = self.violations
            guard violations.isEmpty else { throw ValidationError(violations).prefixed(.field("query")) }
            return ProductFilter(
                text: self.text ?? self.search, category: self.category ?? self.categoryID, tags: self.tags,
                minimumPrice: self.minimumPrice, maximumPrice: self.maximumPrice, isInStock: self.isInStock,
                isFeatured: self.isFeatured, minimumRating: self.minimumRating,
                vendor: self.vendor,
                options: self.options.map { (name: $0.key.string, values: $0.value) })
        }
    }

    var request: PageRequest { PageRequest(page: self.page, size: self.size) }

    private var violations: [Violation] {
        var violations: [Violation] = []
        func add(_ field: String, _ message: String) {
            violations.append(Violation(path: [.field(field)], code: "value_error", message: message))
        }
        if let minimumPrice, let maximumPrice, maximumPrice < minimumPrice {
            add("max_price", "The highest price should not be less than the lowest")
        }
        if let minimumRating, !(0...5).contains(minimumRating) { add("min_rating", "A rating should be 0 to 5") }
        for (name, values) in self.options.sorted(by: { $0.key < $1.key }) {
            let field = "option." + name.string
            if !ProductRules.isOptionName(name.string) { add(field, "An option should have a name") }
            if values.count > Self.mostValues { add(field, "At most \(Self.mostValues) values of an option are taken") }
            if !values.allSatisfy({ 1...ProductRules.longestOptionValue ~= $0.unicodeScalars.count }) {
                add(field, "A value should have 1 to \(ProductRules.longestOptionValue) characters")
            }
            if violations.count > Self.mostViolations { break }
        }
        if self.options.count > ProductRules.optionCounts.upperBound {
            add("option.", "At most \(ProductRules.optionCounts.upperBound) options are taken")
        }
        return violations
    }

    private static let mostTags = 10
    private static let mostValues = 20
    private static let mostViolations = 10
}
