import Carts
import Schemas
import ShopCore

/// What of a client's own cart did not get into the cart that it was put into.
struct V1CartRejections: SchemaObject {
    var rejected: [V1CartRejection]

    static let schema = Schema(V1CartRejections.init) { Field("rejected", \.rejected) }
}

extension Extended<V1Cart, V1CartRejections> {
    init(_ synced: SyncedCart) {
        self.init(
            V1Cart(synced.cart), V1CartRejections(rejected: synced.rejections.map { V1CartRejection($0) }))
    }
}

/// A product that did not get into the cart, or not with all its pieces.
struct V1CartRejection: SchemaObject {
    var productID: String
    var reason: String

    static let schema = Schema(V1CartRejection.init) {
        Field("product_id", \.productID)
            .described("The product's id; what the request called it where none is for sale.")
            .example("507f1f77bcf86cd799439012")
        Field("reason", \.reason).oneOf("not_found", "out_of_stock", "max_per_order", "cart_full").example(
            "out_of_stock")
    }

    init(_ rejection: SyncedCart.Rejection) {
        self.init(productID: rejection.product, reason: rejection.reason.rawValue)
    }

    private init(productID: String, reason: String) {
        self.productID = productID
        self.reason = reason
    }
}
