public import BSON
public import Schemas

/// What the shop knows of a product besides what the primary contract shows.
public struct ProductDetails: Sendable {
    /// As ``ProductTag/normalized(_:)`` gives them.
    public var tags: [String]
    /// In grams.
    public var weight: Int?
    /// How many one order may have of it, all variants together; nil for as many as there are.
    public var maximumPerOrder: Int?
    public var isFeatured: Bool
    public var seo: ProductSEO
    /// Who sells it; nil for the shop itself.
    public var vendorID: ObjectID?
    public var discount: Discount?
    /// Addresses of pictures.
    public var imageAddresses: [String]

    package init(
        tags: [String] = [], weight: Int? = nil, maximumPerOrder: Int? = nil, isFeatured: Bool = false,
        seo: ProductSEO = ProductSEO(), vendorID: ObjectID? = nil, discount: Discount? = nil,
        imageAddresses: [String] = []
    ) {
        self.tags = ProductTag.normalized(tags)
        self.weight = weight
        self.maximumPerOrder = maximumPerOrder
        self.isFeatured = isFeatured
        self.seo = seo
        self.vendorID = vendorID
        self.discount = discount
        self.imageAddresses = imageAddresses
    }

    /// Everything as a change of a product that is there.
    package var replacement: ProductDetailChanges {
        ProductDetailChanges(
            tags: .set(self.tags), weight: .set(self.weight), maximumPerOrder: .set(self.maximumPerOrder),
            isFeatured: .set(self.isFeatured), seo: .set(self.seo), vendorID: .set(self.vendorID),
            discount: .set(self.discount), imageAddresses: .set(self.imageAddresses))
    }
}

/// Some of them to be changed, the others to be left alone.
public struct ProductDetailChanges: Sendable {
    public var tags: Patch<[String]>
    public var weight: Patch<Int?>
    public var maximumPerOrder: Patch<Int?>
    public var isFeatured: Patch<Bool>
    public var seo: Patch<ProductSEO?>
    public var vendorID: Patch<ObjectID?>
    public var discount: Patch<Discount?>
    public var imageAddresses: Patch<[String]>

    package init(
        tags: Patch<[String]> = .unchanged, weight: Patch<Int?> = .unchanged,
        maximumPerOrder: Patch<Int?> = .unchanged, isFeatured: Patch<Bool> = .unchanged,
        seo: Patch<ProductSEO?> = .unchanged, vendorID: Patch<ObjectID?> = .unchanged,
        discount: Patch<Discount?> = .unchanged, imageAddresses: Patch<[String]> = .unchanged
    ) {
        self.tags = tags
        self.weight = weight
        self.maximumPerOrder = maximumPerOrder
        self.isFeatured = isFeatured
        self.seo = seo
        self.vendorID = vendorID
        self.discount = discount
        self.imageAddresses = imageAddresses
    }
}

/// What search engines show of a product's page, where that differs from its name and description.
public struct ProductSEO: SchemaObject, Hashable {
    public var title: String?
    public var description: String?

    public init(title: String? = nil, description: String? = nil) {
        self.title = title
        self.description = description
    }

    public static let schema = Schema(ProductSEO.init) {
        Field("title", \.title).length(...ProductRules.longestName).example("Desk lamps that last")
        Field("description", \.description).length(...1000)
    }
}

/// The words by which people group products.
package enum ProductTag {
    /// The most that a product has.
    package static let most = 50
    package static let longest = 50

    /// In lower case, without spaces around them, each once, in the order in which they were given.
    package static func normalized(_ tags: [String]) -> [String] {
        var seen: Set<String> = []
        return tags.map { CategoryName.trimmed($0).lowercased() }.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}
