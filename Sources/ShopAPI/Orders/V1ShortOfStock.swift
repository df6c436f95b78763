import BSON
import HTTPTypes
import Orders
import RouteKit
import Schemas

/// Tells a client which products of an order are there in smaller numbers.
struct V1ShortOfStock: HTTPRefusal {
    let error: ShortOfStock

    var status: HTTPResponse.Status { .conflict }
    var message: String { "Fewer are left than are to be ordered" }
    var code: String? { "out_of_stock" }

    var details: [JSONNode.Field] {
        let items = self.error.lines.map { line -> JSONNode in
            [
                "product_id": .string(line.productID.hexString),
                "variant_id": line.variantID.map { .string($0.hexString) } ?? .null,
                "requested": JSONNode(integerLiteral: Int64(line.requested)),
                "available": JSONNode(integerLiteral: Int64(line.available)),
            ]
        }
        return [JSONNode.Field("items", .array(items))]
    }
}
