import Carts
import Schemas

/// A cart that a client has kept.
struct V1CartSyncRequest: SchemaObject {
    var items: [V1CartItemRequest]
    var mode: V1CartSyncMode

    static let schema = Schema(V1CartSyncRequest.init) {
        Field("items", \.items).count(...200)
        Field("mode", \.mode, default: .merge)
            .described(
                """
                `merge`: of each product, the larger quantity counts, so that a repetition changes nothing. `replace`: \
                nothing else stays in the cart.
                """
            )
            .example(.merge)
    }

    var lines: [WantedLine] {
        self.items.map { WantedLine(product: $0.product.text, variantID: $0.variantID, quantity: $0.quantity) }
    }
}

/// What becomes of the lines that the cart has already.
enum V1CartSyncMode: String, SchemaEnum {
    case merge
    case replace

    var mode: WantedLine.Mode {
        switch self {
        case .merge: .merge
        case .replace: .replace
        }
    }
}
