import Accounts
import BSON
import Carts
import Orders
import RouteKit
import Schemas
import ShopCore

/// What is to be ordered, and how.
struct V1OrderRequest: SchemaObject {
    var items: [V1OrderItemRequest]?
    var email: EmailAddress?
    var shippingAddress: V1PostalAddress?
    var addressID: ObjectID?
    var billingAddress: V1PostalAddress?
    var paymentMethod: String
    var paymentToken: String?
    var shippingMethod: String?
    var coupon: String?
    var notes: String?
    var expectedTotal: Money?

    static let schema = Schema(V1OrderRequest.init) {
        Field("items", \.items).count(...CartItem.mostLines)
            .described("Ordered in place of the cart, which is left alone then.")
        Field("email", \.email).email()
            .described(
                "Of guests, whose cart is shown by `X-Cart-Token`, and of nobody else: where mails about the order go.")
        Field("shipping_address", \.shippingAddress).possible()
            .described("Where it goes; without it `address_id` or the default of the user's addresses counts.")
        Field("address_id", \.addressID).described("One of the user's addresses.")
        Field("billing_address", \.billingAddress).possible().described("Without it where it goes.")
        Field("payment_method", \.paymentMethod, default: "card").oneOf("card", "stripe", "paypal", "cod")
            .described(
                "What the buyer calls the payment; the shop's gateway charges, whichever it is. `cod` is paid at the door."
            )
        Field("payment_token", \.paymentToken).paymentToken()
        Field("shipping_method", \.shippingMethod).length(1...100)
            .described("The id of a method; without it the cheapest that fits.").example("standard")
        Field("coupon", \.coupon).length(1...100).described(
            "A code; without it that of the cart, if the cart is ordered."
        )
        .example("SAVE10")
        Field("notes", \.notes).length(...1000).plainText().example("Please ring twice")
        Field("expected_total", \.expectedTotal)
            .described("What the order is to cost. If it costs something else, nothing is ordered (409).")
    }

    /// Who orders: by a login, or by the token of a cart.
    ///
    /// - Throws: `ValidationError` for what only the other of both can give, and for a guest without an address of mail.
    func buyer(_ caller: CallerOrHeader<Identity>) throws(ValidationError) -> Buyer {
        switch caller {
        case .caller(let identity):
            guard self.email == nil else {
                throw Self.refusing([("email", "value_error", "Mails go to the account's address; leave it out")])
            }
            return .account(identity.userID)
        case .header(let token):
            var refused: [(String, String, String)] = []
            if self.items != nil { refused.append(("items", "value_error", "A guest orders the cart; leave it out")) }
            if self.addressID != nil {
                refused.append(("address_id", "value_error", "A guest has no addresses; give a shipping_address"))
            }
            guard let email, refused.isEmpty else {
                if self.email == nil { refused.append(("email", "missing", "Field required")) }
                throw Self.refusing(refused)
            }
            return .guest(GuestBuyer(cartToken: token, email: email.text))
        }
    }

    private static func refusing(_ fields: [(name: String, code: String, message: String)]) -> ValidationError {
        ValidationError(fields.map { .inBody($0.name, $0.code, $0.message) })
    }

    /// - Throws: `ValidationError` when it names the address twice.
    func request() throws(ValidationError) -> OrderRequest {
        guard self.shippingAddress == nil || self.addressID == nil else {
            throw Self.refusing([
                ("address_id", "value_error", "Give a shipping_address or an address_id, not both")
            ])
        }
        var request = OrderRequest()
        request.items = self.items?.map(\.item)
        request.shippingAddress = self.shippingAddress?.address
        request.addressID = self.addressID
        request.billingAddress = self.billingAddress?.address
        request.paymentMethod = self.paymentMethod
        request.paymentToken = self.paymentToken
        request.shippingMethod = self.shippingMethod
        request.coupon = self.coupon
        request.notes = self.notes
        request.expectedTotal = self.expectedTotal
        return request
    }
}

/// So many of a product.
struct V1OrderItemRequest: SchemaObject {
    var product: ProductName
    var variantID: ObjectID?
    var quantity: Int
    var price: Money?

    static let schema = Schema(V1OrderItemRequest.init) {
        Field("product_id", \.product).described("The product's id, slug or number.")
            .example(ProductName(text: "gaming-laptop-pro"))
        Field("variant_id", \.variantID).described("Of a product that has variants, which one.")
        Field("quantity", \.quantity, default: 1).range(1...CartItem.highestQuantity).example(2)
        Field("price", \.price)
            .described("What one is to cost. If it costs something else, nothing is ordered (409).")
    }

    var item: OrderRequest.Item {
        OrderRequest.Item(
            product: self.product.text, variantID: self.variantID, quantity: self.quantity, price: self.price)
    }
}
