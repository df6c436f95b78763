import BSON
import Orders
import Schemas
import ShopCore

/// A line of an order in `/api/v1`.
struct V1OrderLine: SchemaObject {
    var id: ObjectID?
    var productID: String
    var variantID: ObjectID?
    var sku: String?
    var name: String
    var options: VariantOptions
    var unitPrice: Money
    var quantity: Int
    var itemTotal: Money
    var refundedQuantity: Int

    static let schema = Schema(V1OrderLine.init) {
        Field("id", \.id)
        Field("product_id", \.productID).example("507f1f77bcf86cd799439012")
        Field("variant_id", \.variantID)
        Field("sku", \.sku)
        Field("name", \.name).example("Gaming Laptop Pro")
        Field("options", \.options).described("Those of the variant.").example(["size": "M"])
        Field("unit_price", \.unitPrice).example(Money(minorUnits: 149_999))
        Field("quantity", \.quantity).example(2)
        Field("item_total", \.itemTotal).example(Money(minorUnits: 299_998))
        Field("refunded_quantity", \.refundedQuantity).example(0)
    }
}

extension V1OrderLine {
    init(_ item: OrderItem) {
        self.init(
            id: item.id, productID: item.productID, variantID: item.variantID, sku: item.sku, name: item.name,
            options: item.options ?? [:], unitPrice: item.unitPrice, quantity: item.quantity,
            itemTotal: item.lineTotal, refundedQuantity: item.refundedQuantity)
    }
}
