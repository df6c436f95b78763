import BSON
import FoundationEssentials
import Orders
import RouteKit
import Schemas
import ShopCore

/// An order in `/api/v1`. What the shop does not do yet has the value that is true of it: no tax, nothing refunded.
struct V1Order: SchemaObject {
    var id: ObjectID
    var userID: String
    var items: [V1OrderLine]
    var subtotal: Money
    var discount: Money
    var shippingCost: Money
    var tax: Money
    var total: Money
    var refunded: Money
    var currency: Currency
    var coupon: JSONNode?
    var status: V1OrderStatus
    var payment: V1Payment
    var tracking: JSONNode?
    var notes: String?
    var createdAt: Date

    static let schema = Schema(V1Order.init) {
        Field("id", \.id)
        Field("user_id", \.userID).example("507f1f77bcf86cd799439011")
        Field("items", \.items)
        Field("subtotal", \.subtotal).example(Money(minorUnits: 299_998))
        Field("discount", \.discount).example(.zero)
        Field("shipping_cost", \.shippingCost).example(.zero)
        Field("tax", \.tax).example(.zero)
        Field("total", \.total).example(Money(minorUnits: 299_998))
        Field("refunded", \.refunded).example(.zero)
        Field("currency", \.currency).example(.usd)
        Field("coupon", \.coupon)
        Field("status", \.status).example(.pending)
        Field("payment", \.payment)
        Field("tracking", \.tracking)
        Field("notes", \.notes)
        Field("created_at", \.createdAt)
    }
}

extension V1Order {
    init(_ order: Order) {
        self.init(
            id: order.id, userID: order.userID, items: order.items.map { V1OrderLine($0) }, subtotal: order.total,
            discount: .zero, shippingCost: .zero, tax: .zero, total: order.total, refunded: .zero,
            currency: order.currency, coupon: nil, status: V1OrderStatus(order.status),
            payment: V1Payment(status: order.status), tracking: nil, notes: nil, createdAt: order.createdAt)
    }
}

/// A line of an order in `/api/v1`.
struct V1OrderLine: SchemaObject {
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
            productID: item.productID, variantID: item.variantID, sku: item.sku, name: item.name,
            options: item.options ?? [:], unitPrice: item.unitPrice,
            quantity: item.quantity, itemTotal: item.lineTotal, refundedQuantity: 0)
    }
}

/// Where an order stands, which follows from its payment so far.
enum V1OrderStatus: String, SchemaEnum {
    case pending
    case confirmed
    case failed
    case cancelled

    init(_ status: OrderStatus) {
        self =
            switch status {
            case .pending: .pending
            case .paid: .confirmed
            case .failed: .failed
            case .canceled: .cancelled
            }
    }
}

/// The payment of an order in `/api/v1`.
struct V1Payment: SchemaObject {
    var status: OrderStatus

    static let schema = Schema(V1Payment.init) {
        Field("status", \.status).example(.pending)
    }
}

/// Which order.
struct V1OrderPath: SchemaObject {
    var id: String

    static let schema = Schema(V1OrderPath.init) {
        Field("id", \.id).described("The order's id.").example("507f1f77bcf86cd799439014")
    }
}
