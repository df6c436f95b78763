import BSON
import HTTPTypes
import Orders
import RouteKit
import Schemas
import ShopCore

/// Tells a client that expects another total what its order would cost.
struct V1PriceChanged: HTTPRefusal {
    let error: PriceChanged

    var status: HTTPResponse.Status { .conflict }
    var message: String { "The order would cost \(self.error.total)" }
    var code: String? { "price_changed" }

    var details: [JSONNode.Field] {
        let items = self.error.items.map { item -> JSONNode in
            [
                "product_id": .string(item.productID),
                "variant_id": item.variantID.map { .string($0.hexString) } ?? .null, "price": item.unitPrice.jsonNumber,
            ]
        }
        return [JSONNode.Field("items", .array(items)), JSONNode.Field("total", self.error.total.jsonNumber)]
    }
}
