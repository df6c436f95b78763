import BSON
import FoundationEssentials
import Schemas
import ShopCore

/// What the audit log has of an order: what was bought, and nothing personal.
struct AuditedOrder: SchemaObject {
    var id: ObjectID
    var userID: String
    var items: [Line]
    var total: Money
    var currency: Currency
    var status: OrderStatus
    var createdAt: Date

    static let schema = Schema(AuditedOrder.init(id:userID:items:total:currency:status:createdAt:)) {
        Field("_id", \.id)
        Field("user_id", \.userID)
        Field("items", \.items)
        Field("total", \.total)
        Field("currency", \.currency)
        Field("status", \.status)
        Field("created_at", \.createdAt)
    }

    /// A line, without what becomes of it later.
    struct Line: SchemaObject {
        var productID: String
        var variantID: ObjectID?
        var sku: String?
        var name: String
        var options: VariantOptions?
        var unitPrice: Money
        var quantity: Int
        var lineTotal: Money

        static let schema = Schema(Line.init(productID:variantID:sku:name:options:unitPrice:quantity:lineTotal:)) {
            Field("product_id", \.productID)
            Field("variant_id", \.variantID)
            Field("sku", \.sku)
            Field("name", \.name)
            Field("options", \.options)
            Field("unit_price", \.unitPrice)
            Field("qty", \.quantity)
            Field("line_total", \.lineTotal)
        }
    }
}

extension AuditedOrder {
    init(_ order: Order) {
        self.init(
            id: order.id, userID: order.userID, items: order.items.map { Line($0) }, total: order.total,
            currency: order.currency, status: order.status, createdAt: order.createdAt)
    }
}

extension AuditedOrder.Line {
    fileprivate init(_ item: OrderItem) {
        self.init(
            productID: item.productID, variantID: item.variantID, sku: item.sku, name: item.name,
            options: item.options, unitPrice: item.unitPrice, quantity: item.quantity, lineTotal: item.lineTotal)
    }
}
