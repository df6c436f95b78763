import BSON
import FoundationEssentials
import MongoODM
import Schemas
import ShopCore

/// A product on a user's wishlist, with what is shown of it when it is gone.
struct WishlistEntry: Document {
    var id = ObjectID()
    var userID: ObjectID
    var productID: ObjectID
    var number: Int
    var name: String
    var slug: String
    var image: String?
    var price: Money
    var addedAt = Date.now

    static let schema = Schema("wishlist_entries", WishlistEntry.init) {
        Field("_id", \.id)
        Field("user_id", \.userID)
        Field("product_id", \.productID)
        Field("number", \.number)
        Field("name", \.name)
        Field("slug", \.slug)
        Field("image", \.image)
        Field("price", \.price)
        Field("added_at", \.addedAt).setOnCreation()
    }

    static let indexes = [
        Index<WishlistEntry>(.ascending(\.userID), .ascending(\.productID)).unique(),
        Index<WishlistEntry>(.ascending(\.userID), .descending(\.addedAt), .descending(\.id)),
    ]

    init(of userID: ObjectID, _ product: ProductSummary) {
        self.init(
            id: ObjectID(), userID: userID, productID: product.id, number: product.number, name: product.name,
            slug: product.slug, image: product.image, price: product.price, addedAt: .now)
    }

    private init(
        id: ObjectID, userID: ObjectID, productID: ObjectID, number: Int, name: String, slug: String, image: String?,
        price: Money, addedAt: Date
    ) {
        self.id = id
        self.userID = userID
        self.productID = productID
        self.number = number
        self.name = name
        self.slug = slug
        self.image = image
        self.price = price
        self.addedAt = addedAt
    }
}
