import Carts
import RouteKit
import Schemas
import ShopCore

/// A cart after a client's own was put into it: the cart, and beside its fields what did not get into it.
///
/// Written by hand, because its fields are the cart's.
struct V1SyncedCart: SchemaValue, RouteOutput {
    private let cart: Representation<V1Cart>
    private let shown: V1Cart
    private let rejections: [V1CartRejection]

    init(_ synced: SyncedCart) {
        self.shown = V1Cart(synced.cart)
        self.cart = Representation(self.shown)
        self.rejections = synced.rejections.map { V1CartRejection($0) }
    }

    /// The cart's, for the next change of it.
    var entityTag: String? { self.cart.tag }
    static var hasEntityTag: Bool { true }

    func write(to writer: any ValueWriter) {
        writer.beginObject()
        V1Cart.schema.writeFields(of: self.shown, to: writer)
        writer.key("rejected")
        self.rejections.write(to: writer)
        writer.endObject()
    }

    static func read(from reader: any ValueReader) throws(Rejected) -> V1SyncedCart {
        throw reader.reject("value_error", "A cart is not read")
    }

    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        definitions.reference("V1SyncedCart") { definitions in
            let rejected: JSONNode = ["type": "array", "items": V1CartRejection.jsonSchema(in: &definitions)]
            return [
                "allOf": [
                    V1Cart.jsonSchema(in: &definitions),
                    ["type": "object", "properties": ["rejected": rejected], "required": ["rejected"]],
                ]
            ]
        }
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
