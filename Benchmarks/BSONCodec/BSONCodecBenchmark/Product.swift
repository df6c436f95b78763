import BSON
import FoundationEssentials
import Schemas

/// A product as a shop stores it: 11 fields.
struct Product: SchemaObject, Equatable {
    var id = ObjectID()
    var productID: Int
    var name: String
    var slug: String
    var description: String?
    var price: ExactDecimal
    var image: String?
    var inventory = 0
    var category: String?
    var isActive = true
    var createdAt = Date.now

    static let schema = Schema("products", Product.init) {
        Field("_id", \.id)
        Field("product_id", \.productID).unique()
        Field("name", \.name).indexed()
        Field("slug", \.slug).unique()
        Field("description", \.description)
        Field("price", \.price).decimals(...2)
        Field("image", \.image)
        Field("inventory", \.inventory, default: 0).range(0...)
        Field("category", \.category)
        Field("is_active", \.isActive, default: true)
        Field("created_at", \.createdAt, default: .now)
    }

    static let sample = Product(
        productID: 1, name: "Gaming Laptop Pro", slug: "gaming-laptop-pro",
        description: "High performance gaming laptop with a 16-inch display, 32 GB of memory and a 1 TB drive. "
            + "Thin, quiet and fast enough for every game of the next years.",
        price: ExactDecimal(coefficient: 249_999, exponent: -2), image: "https://images.example.com/photo-1603302",
        inventory: 15, category: "Electronics", createdAt: Date(timeIntervalSince1970: 1_729_506_600.123))
}
