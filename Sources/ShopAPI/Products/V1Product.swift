import BSON
import Catalog
import FoundationEssentials
import RouteKit
import Schemas
import ShopCore

/// A product in `/api/v1`.
struct V1Product: SchemaObject {
    var id: ObjectID
    var number: Int
    var name: String
    var slug: String
    var description: String?
    var weight: Int?
    var maximumPerOrder: Int?
    var price: Money
    var salePrice: Money?
    var discount: Discount?
    var currency: Currency
    var category: V1ProductCategory?
    var tags: [String]
    var images: [V1Image]
    var image: String?
    var variants: [V1Variant]
    var options: [V1ProductOption]
    var inventory: Int
    var isActive: Bool
    var isFeatured: Bool
    var rating: V1Rating
    var seo: ProductSEO
    var vendor: V1Vendor?
    var createdAt: Date
    var updatedAt: Date
    var revision: Int

    static let schema = Schema(V1Product.init) {
        Field("id", \.id)
        Field("number", \.number).example(1)
        Field("name", \.name).example("Gaming Laptop Pro")
        Field("slug", \.slug).example("gaming-laptop-pro")
        Field("description", \.description).example("High-performance gaming laptop")
        Field("weight", \.weight).described("In grams.").example(850)
        Field("max_per_order", \.maximumPerOrder)
            .described("How many one order may have, all variants together; null for as many as there are.")
        Field("price", \.price).example(Money(minorUnits: 249_999))
        Field("sale_price", \.salePrice).described("Null while no discount is in force.")
        Field("discount", \.discount).described("Shown also before it begins and after its end.")
        Field("currency", \.currency).example(.usd)
        Field("category", \.category)
        Field("tags", \.tags)
        Field("images", \.images).described("Those that were uploaded, then those of other sites.")
        Field("image", \.image).described("The first upload's address, else the one that was given.").example(
            "https://images.unsplash.com/photo-1603302576837-37561b2e2302")
        Field("variants", \.variants)
        Field("options", \.options).described("What can be chosen of a variant.")
        Field("inventory", \.inventory).described("What can be bought now.").example(15)
        Field("is_active", \.isActive).example(true)
        Field("is_featured", \.isFeatured).example(false)
        Field("rating", \.rating)
        Field("seo", \.seo)
        Field("vendor", \.vendor).described("Who sells it; null for the shop itself.")
        Field("created_at", \.createdAt)
        Field("updated_at", \.updatedAt)
        Field("revision", \.revision).described("How often it was changed.").example(0)
    }
}

extension V1Product {
    init(_ listed: ListedProduct) {
        let product = listed.product
        self.init(
            id: product.id, number: product.productID, name: product.name, slug: product.slug,
            description: product.description, weight: product.weight, maximumPerOrder: product.maximumPerOrder,
            price: product.price, salePrice: listed.salePrice, discount: product.discount,
            currency: product.price.currency, category: listed.category.map { V1ProductCategory($0) },
            tags: product.tags, images: V1Image.all(of: product), image: V1Image.first(of: product),
            variants: listed.variants.map { V1Variant($0) },
            options: product.options.map { V1ProductOption(name: $0.name, values: $0.values) },
            inventory: product.availableInventory, isActive: product.isActive, isFeatured: product.isFeatured,
            rating: V1Rating(product.rating), seo: product.seo,
            vendor: listed.vendor.map { V1Vendor(id: $0.id, name: $0.name) },
            createdAt: product.createdAt, updatedAt: product.updatedAt, revision: product.revision)
    }

    /// The name under which the cache keeps what this mount shows.
    static let presentation = "v1"
}

/// Who sells a product.
struct V1Vendor: SchemaObject {
    var id: ObjectID
    var name: String

    static let schema = Schema(V1Vendor.init) {
        Field("id", \.id)
        Field("name", \.name).example("Acme")
    }
}

/// What buyers think of a product.
struct V1Rating: SchemaObject {
    var average: Double?
    var count: Int

    static let schema = Schema(V1Rating.init) {
        Field("average", \.average).described("1 to 5; null where nobody has rated it.")
        Field("count", \.count).example(0)
    }
}

extension V1Rating {
    init(_ rating: ProductRating) {
        self.init(average: rating.count > 0 ? rating.average : nil, count: rating.count)
    }
}

/// An option of a product's variants.
struct V1ProductOption: SchemaObject {
    var name: String
    var values: [String]

    static let schema = Schema(V1ProductOption.init) {
        Field("name", \.name).example("size")
        Field("values", \.values).example(["S", "M"])
    }
}

/// The category of a product.
struct V1ProductCategory: SchemaObject {
    var id: ObjectID
    var name: String
    var slug: String

    static let schema = Schema(V1ProductCategory.init) {
        Field("id", \.id)
        Field("name", \.name).example("Electronics")
        Field("slug", \.slug).example("electronics")
    }
}

extension V1ProductCategory {
    init(_ category: Category) {
        self.init(id: category.id, name: category.name, slug: category.slug)
    }
}
