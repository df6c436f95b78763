import BSON
import Carts
import Schemas

/// What to put on the wishlist.
struct V1WishRequest: SchemaObject {
    var product: ProductName

    static let schema = Schema(V1WishRequest.init) {
        Field("product_id", \.product).described("The product's id, slug or number.")
            .example(ProductName(text: "gaming-laptop-pro"))
    }
}

/// How many of it the cart is to get.
struct V1WishMoveRequest: SchemaObject {
    var variantID: ObjectID?
    var quantity: Int

    static let schema = Schema(V1WishMoveRequest.init) {
        Field("variant_id", \.variantID).described("Of a product that has variants, which one.")
        Field("quantity", \.quantity, default: 1).range(1...CartItem.highestQuantity).example(2)
    }
}

/// Which product of the wishlist.
struct V1WishPath: SchemaObject {
    var product: String

    static let schema = Schema(V1WishPath.init) {
        Field("product_id", \.product)
            .described("The product's id, slug or number; of one that is gone, as the wishlist shows it.")
            .example("gaming-laptop-pro")
    }
}
