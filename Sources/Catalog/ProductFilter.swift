public import ShopCore

/// Which of the active products to list. What is nil or empty leaves none out.
///
/// The same filter has one form, whatever the order, the letter case and the repetitions in which it was entered.
public struct ProductFilter: Hashable, Sendable {
    /// The words that the name, the tags or the description have, in any order.
    public var text: String?
    /// The id, the slug or the name of the category that they are in, or in a part of.
    public var category: String?
    /// All that they have, folded and in order.
    public private(set) var tags: [String]
    /// The least and the most that they cost now.
    public var minimumPrice: Money?
    public var maximumPrice: Money?
    /// Whether only those that can be bought now.
    public var isInStock: Bool
    public var isFeatured: Bool?
    /// The least average that reviews have given them.
    public var minimumRating: Double?
    /// Who sells them: the id or the name.
    public var vendor: String?
    /// What one of their variants is like, by the folded names of the options, in order.
    public private(set) var options: [Option]

    /// An option that has one of some values.
    public struct Option: Hashable, Sendable {
        public let name: String
        /// Folded and in order.
        public let values: [String]
    }

    public init(
        text: String? = nil, category: String? = nil, tags: [String] = [], minimumPrice: Money? = nil,
        maximumPrice: Money? = nil, isInStock: Bool = false, isFeatured: Bool? = nil, minimumRating: Double? = nil,
        vendor: String? = nil, options: [(name: String, values: [String])] = []
    ) {
        // An empty text is in all of them.
        self.text = text.flatMap { $0.isEmpty ? nil : $0 }
        self.category = category
        self.tags = Self.canonical(tags)
        self.minimumPrice = minimumPrice
        self.maximumPrice = maximumPrice
        self.isInStock = isInStock
        self.isFeatured = isFeatured
        // Unrated products have 0.
        self.minimumRating = minimumRating.flatMap { $0 > 0 ? $0 : nil }
        self.vendor = vendor
        let byName = Dictionary(grouping: options) { Folding.text($0.name) }
        self.options = byName.map { Option(name: $0.key, values: Self.canonical($0.value.flatMap(\.values))) }
            .sorted { $0.name < $1.name }
    }

    private static func canonical(_ texts: [String]) -> [String] { Set(texts.map(Folding.text)).sorted() }

    /// Whether which products it leaves in depends on their prices.
    var hasPrice: Bool { self.minimumPrice != nil || self.maximumPrice != nil }

    /// The same without what it says of one of the things that facets count.
    func without(_ facet: Facet) -> ProductFilter {
        var filter = self
        switch facet {
        case .category: filter.category = nil
        case .tag: filter.tags = []
        case .price: (filter.minimumPrice, filter.maximumPrice) = (nil, nil)
        case .rating: filter.minimumRating = nil
        case .option(let name): filter.options.removeAll { $0.name == name }
        }
        return filter
    }

    /// What facets count.
    enum Facet: Hashable {
        case category
        case tag
        case price
        case rating
        /// By its folded name.
        case option(String)
    }
}
