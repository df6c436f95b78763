import Accounts
import Schemas

/// What of an anonymous cart did not get into the user's.
struct V1CartRemainder: SchemaObject {
    var productID: String
    var quantity: Int
    var reason: String

    static let schema = Schema(V1CartRemainder.init) {
        Field("product_id", \.productID).example("507f1f77bcf86cd799439012")
        Field("quantity", \.quantity).example(2)
        Field("reason", \.reason).described("`out_of_stock` or `cart_full`.").example("out_of_stock")
    }
}

extension V1CartRemainder {
    init(_ remainder: CartRemainder) {
        self.init(productID: remainder.product, quantity: remainder.quantity, reason: remainder.reason)
    }
}

extension Field where Value == [V1CartRemainder] {
    func ofCart() -> Self {
        self.described("What of the cart of `cart_token` did not get into the account's.")
    }
}

extension Field where Value == String? {
    func cartToken() -> Self {
        self.described(
            "Of an anonymous cart, which is added to the account's and ends. One that has ended is no error.")
    }
}
