import BSON
import Carts
import FoundationEssentials
import Schemas
import ShopCore

/// A product on a wishlist in `/api/v1`.
struct V1WishlistItem: SchemaObject {
    var product: V1WishedProduct
    var isAvailable: Bool
    var addedAt: Date

    static let schema = Schema(V1WishlistItem.init) {
        Field("product", \.product)
        Field("available", \.isAvailable).described("Whether it can be bought now.").example(true)
        Field("added_at", \.addedAt)
    }
}

extension V1WishlistItem {
    init(_ product: WishedProduct) {
        self.init(
            product: V1WishedProduct(
                id: product.id, number: product.number, name: product.name, slug: product.slug,
                image: V1Image.first(product.pictureID, or: product.image), price: product.price, currency: .usd),
            isAvailable: product.isAvailable, addedAt: product.addedAt)
    }
}

/// A product as a wishlist shows it. One that is not sold any more is as it was when it was added.
struct V1WishedProduct: SchemaObject {
    var id: ObjectID
    var number: Int
    var name: String
    var slug: String
    var image: String?
    var price: Money
    var currency: Currency

    static let schema = Schema(V1WishedProduct.init) {
        Field("id", \.id)
        Field("number", \.number).example(1)
        Field("name", \.name).example("Gaming Laptop Pro")
        Field("slug", \.slug).example("gaming-laptop-pro")
        Field("image", \.image)
        Field("price", \.price).example(Money(minorUnits: 249_999))
        Field("currency", \.currency).example(.usd)
    }
}
