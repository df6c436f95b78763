import BSON
import Foundation
import MongoODM
import Schemas

/// A document like a product of the shop.
struct Item: Document {
    var id = ObjectID()
    var productID: Int
    var name: String
    var slug: String
    var description: String?
    var price: ExactDecimal
    var image: String?
    var inventory: Int
    var category: String?
    var isActive = true
    var createdAt = Date.now

    static let schema = Schema("items", Item.init) {
        Field("_id", \.id)
        Field("product_id", \.productID).unique()
        Field("name", \.name)
        Field("slug", \.slug).unique()
        Field("description", \.description)
        Field("price", \.price)
        Field("image", \.image)
        Field("inventory", \.inventory)
        Field("category", \.category)
        Field("is_active", \.isActive)
        Field("created_at", \.createdAt)
    }

    static func slug(_ number: Int) -> String { "product-\(number)" }
}

extension Item {
    init(number: Int) {
        self.init(
            productID: number, name: "Product \(number)", slug: Self.slug(number),
            description: "A thing that is described in a sentence of a usual length, number \(number).",
            price: ExactDecimal(coefficient: Int64(100 + number % 10_000), exponent: -2),
            image: "https://images.example.com/products/\(number)?w=800", inventory: number % 50,
            category: "Category \(number % 4)")
    }
}
