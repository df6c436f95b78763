import Schemas
import ShopCore

/// How the cart is to be ordered. What would change the amount, what is bought, or where it goes, and is not built yet, is
/// refused.
struct V1OrderRequest: SchemaObject {
    var paymentMethod: String
    var expectedTotal: Money?
    var items: NotTakenYet
    var coupon: NotTakenYet
    var shippingAddress: NotTakenYet
    var addressID: NotTakenYet
    var billingAddress: NotTakenYet
    var shippingMethod: NotTakenYet
    var paymentToken: NotTakenYet
    var notes: NotTakenYet

    static let schema = Schema(V1OrderRequest.init) {
        Field("payment_method", \.paymentMethod, default: "card").oneOf("card")
        Field("expected_total", \.expectedTotal)
            .described("What the order is to cost. If it costs something else, nothing is ordered (409).")
        Field.notTakenYet("items", \V1OrderRequest.items)
        Field.notTakenYet("coupon", \V1OrderRequest.coupon)
        Field.notTakenYet("shipping_address", \V1OrderRequest.shippingAddress)
        Field.notTakenYet("address_id", \V1OrderRequest.addressID)
        Field.notTakenYet("billing_address", \V1OrderRequest.billingAddress)
        Field.notTakenYet("shipping_method", \V1OrderRequest.shippingMethod)
        Field.notTakenYet("payment_token", \V1OrderRequest.paymentToken)
        Field.notTakenYet("notes", \V1OrderRequest.notes)
    }
}
