import Carts
import Schemas

/// What to put into the cart.
struct CartAddRequest: SchemaObject {
    var productID: Int
    var quantity: Int

    static let schema = Schema(CartAddRequest.init) {
        // Other programs may have stored greater numbers than an admin may give now.
        Field("product_id", \.productID).range(1...Int.max).described("The product's number, not its id.")
            .example(1)
        Field("qty", \.quantity).positive().range(...CartItem.highestQuantity).example(2)
    }
}

/// What to take out of the cart.
struct CartRemoveRequest: SchemaObject {
    var productID: Int

    static let schema = Schema(CartRemoveRequest.init) {
        // Other programs may have stored greater numbers than an admin may give now.
        Field("product_id", \.productID).range(1...Int.max).described("The product's number, not its id.")
            .example(1)
    }
}
