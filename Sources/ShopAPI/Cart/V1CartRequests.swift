import BSON
import Carts
import Schemas

/// What to put into the cart.
struct V1CartItemRequest: SchemaObject {
    var product: ProductName
    var variantID: ObjectID?
    var quantity: Int

    static let schema = Schema(V1CartItemRequest.init) {
        Field("product_id", \.product).described("The product's id, slug or number.")
            .example(ProductName(text: "gaming-laptop-pro"))
        Field("variant_id", \.variantID).described("Of a product that has variants, which one.")
        Field("quantity", \.quantity, default: 1).range(1...CartItem.highestQuantity).example(2)
    }
}

/// How many of a product the cart is to hold.
struct V1CartQuantityRequest: SchemaObject {
    var quantity: Int

    static let schema = Schema(V1CartQuantityRequest.init) {
        Field("quantity", \.quantity).range(0...CartItem.highestQuantity).described("0 removes the line.").example(2)
    }
}

/// Which line of the cart.
struct V1CartItemPath: SchemaObject {
    var name: String

    static let schema = Schema(V1CartItemPath.init) {
        Field("id", \.name).described("The line's id, or what the product is called.").example("gaming-laptop-pro")
    }
}
