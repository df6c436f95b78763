public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
public import ShopCore

/// Something that is for sale.
public struct Product: Document {
    public var id = ObjectID()
    /// The number that people and carts use.
    public var productID: Int
    public var name: String
    /// The name in URLs.
    public var slug: String
    public var description: String?
    public var price: Money
    public var discount: Discount?
    /// The address of a picture.
    public var image: String?
    /// How many are left, of all variants together.
    public var inventory = 0
    /// The forms in which it is sold; none where it is sold as it is.
    public var variants: [Variant] = []
    /// The name of the category, as it was entered or as the category was called last.
    public var category: String?
    public var categoryID: ObjectID?
    /// The ids of the category and of all that it is part of, by which an index finds what is in any of them.
    public var categoryIDs: [ObjectID] = []
    /// Whether the shop shows and sells it.
    public var isActive = true
    public var createdAt = Date.now
    /// As ``ProductTag/normalized(_:)`` gives them.
    public var tags: [String] = []
    /// In grams.
    public var weight: Int?
    /// How many one order may have of it, all variants together; nil for as many as there are.
    public var maximumPerOrder: Int?
    public var isFeatured = false
    public var seo = ProductSEO()
    /// Those that were uploaded, in their order.
    public var images: [ProductImage] = []
    /// Addresses of further pictures.
    public var imageAddresses: [String] = []
    /// Who sells it; nil for the shop itself.
    public var vendorID: ObjectID?
    /// What it was called in URLs before, the last name last.
    public var formerSlugs: [String] = []
    /// What becomes of a product that was removed and may be brought back; nil for any other.
    public var removal: Removal?
    /// What those who reviewed it think of it.
    public var rating = ProductRating()
    /// When it was last changed. Stored by a program that doesn't know the field, it is earlier than the creation.
    public var changedAt = Date(timeIntervalSince1970: 0)
    /// How often it was changed.
    public var revision = 0

    public static let schema = Schema("products", Product.init) {
        Field("_id", \.id).alsoAs("id")
        Field("product_id", \.productID).unique().example(1)
        Field("name", \.name).indexed().example("Gaming Laptop Pro")
        Field("slug", \.slug).unique().example("gaming-laptop-pro")
        Field("description", \.description).example("High-performance gaming laptop")
        Field("price", \.price).positive().example(Money(minorUnits: 249_999))
        Field("discount", \.discount, default: nil).storedOnly()
        Field("image", \.image).example("https://images.unsplash.com/photo-1603302576837-37561b2e2302")
        Field("inventory", \.inventory, default: 0).range(0...).example(15)
        Field("variants", \.variants, default: []).storedOnly()
        Field("category", \.category).example("Electronics")
        Field("category_id", \.categoryID, default: nil).storedOnly()
        Field("category_ids", \.categoryIDs, default: []).storedOnly()
        Field("is_active", \.isActive, default: true)
        Field("created_at", \.createdAt, default: .now)
        Field("tags", \.tags, default: []).storedOnly()
        Field("weight", \.weight, default: nil).storedOnly()
        Field("max_per_order", \.maximumPerOrder, default: nil).storedOnly()
        Field("is_featured", \.isFeatured, default: false).storedOnly()
        Field("seo", \.seo, default: ProductSEO()).storedOnly()
        Field("images", \.images, default: []).storedOnly()
        Field("image_urls", \.imageAddresses, default: []).storedOnly()
        Field("vendor_id", \.vendorID, default: nil).storedOnly()
        Field("former_slugs", \.formerSlugs, default: []).storedOnly()
        Field("removal", \.removal, default: nil).storedOnly()
        Field("rating", \.rating, default: ProductRating()).storedOnly()
        Field("updated_at", \.changedAt, default: Date(timeIntervalSince1970: 0)).setOnChange().storedOnly()
        Field("revision", \.revision, default: 0).revision().storedOnly()
    }

    public static let derivedFields: [DerivedField<Product>] =
        [searchGrams, searchWords, searchNameWords, searchName, reserved, sold, stocked] + stockFilters
        + filterFields

    /// The primary contract's lists show what is active in the order of the numbers, and a search what has a piece of its
    /// text; the other lists have an index for each of their orders, see ``ProductOrder``, and find words by the newest first.
    /// What is there is found by how little that is. No two products have a variant of one SKU; within a product each change sees to that.
    public static let indexes: [Index<Product>] =
        [
            Index<Product>(.ascending(\.isActive), .ascending(\.productID)),
            Index<Product>(.ascending(\.isActive), .ascending(searchGrams), .ascending(\.productID)),
            wordsIndex,
            Index<Product>(
                .ascending(searchNameWords), .ascending(\.isActive), .descending(\.createdAt), .descending(\.id)),
            Index<Product>(
                .ascending(\.isActive), .ascending(searchName), .descending(\.createdAt), .descending(\.id)),
            Index<Product>(.ascending(\.categoryIDs), .ascending(\.isActive)),
            Index<Product>(.ascending(filterUntil)),
            Index<Product>(.ascending(\.formerSlugs)),
            Index<Product>(.ascending(\.images[.each].id)),
            Index<Product>(.ascending(\.variants[.each].sku)).unique().only(where: \.variants[.each].sku > ""),
            Index<Product>(.ascending(\.isActive), .ascending(filterLeast), .ascending(\.id)),
        ] + ProductOrder.indexes

    /// The active products that have a word, the newest first.
    static let wordsIndex = Index<Product>(
        .ascending(searchWords), .ascending(\.isActive), .descending(\.createdAt), .descending(\.id))
}

extension Product {
    /// A removal that can be taken back. Meanwhile the product is not active, so that nobody is shown or sold it, and its
    /// names stay taken.
    public struct Removal: SchemaObject, Hashable {
        public var date: Date
        /// Whether the product was active before.
        public var wasActive: Bool

        public static let schema = Schema(Removal.init) {
            Field("at", \.date)
            Field("was_active", \.wasActive)
        }
    }

    /// When it was last changed, or made.
    public var updatedAt: Date { max(self.changedAt, self.createdAt) }

    /// How many former names of a product are remembered.
    static let mostFormerSlugs = 50

    /// The former names when it gets a new one.
    func formerSlugs(named slug: String) -> [String] {
        Array((self.formerSlugs.filter { $0 != slug } + [self.slug]).suffix(Self.mostFormerSlugs))
    }
}

extension Product {
    /// A new product as an admin entered it.
    init(_ draft: ProductDraft) {
        self.init(
            productID: draft.productID, name: draft.name, slug: draft.slug, description: draft.description,
            price: draft.price, discount: draft.details.discount, image: draft.image, inventory: draft.inventory,
            category: draft.category, isActive: draft.isActive, tags: draft.details.tags,
            weight: draft.details.weight, maximumPerOrder: draft.details.maximumPerOrder,
            isFeatured: draft.details.isFeatured, seo: draft.details.seo,
            imageAddresses: draft.details.imageAddresses, vendorID: draft.details.vendorID)
    }

    /// - Parameter category: what the draft's text means.
    init(_ draft: ProductDraft, in category: Category?) {
        self.init(draft)
        if let category, draft.categoryField != nil { self.category = category.name }
        self.categoryID = category?.id
        self.categoryIDs = category?.path ?? []
    }
}
