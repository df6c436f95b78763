public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
public import ShopCore

/// What a user has ordered: a snapshot that later changes of products leave alone.
public struct Order: Document {
    public var id = ObjectID()
    /// The user's identifier as text.
    public var userID: String
    public var items: [OrderItem]
    public var total: Money
    public var currency = Currency.usd
    public var status = OrderStatus.pending
    public var createdAt = Date.now

    public static let schema = Schema("orders", Order.init) {
        Field("_id", \.id).alsoAs("id")
        Field("user_id", \.userID).example("507f1f77bcf86cd799439011")
        Field("items", \.items)
        Field("total", \.total).range(.zero...).example(Money(minorUnits: 299_998))
        Field("currency", \.currency, default: .usd).example(.usd)
        Field("status", \.status, default: .pending).example(.pending)
        Field("created_at", \.createdAt, default: .now)
    }

    /// A user's orders and all orders, the newest first; identifiers part those of one moment. What a user has paid for.
    public static let indexes = [
        Index<Order>(.ascending(\.userID), .descending(\.createdAt), .descending(\.id)),
        Index<Order>(.descending(\.createdAt), .descending(\.id)),
        Index<Order>(.ascending(\.userID), .ascending(\.items[.each].productID)).only(where: \.status == .paid),
    ]
}

/// A line of an order.
public struct OrderItem: SchemaObject, Hashable {
    /// The product's identifier as text, not its number.
    public var productID: String
    /// Nil for a product without variants.
    public var variantID: ObjectID?
    /// The variant's, as it was.
    public var sku: String?
    public var name: String
    /// The variant's, as they were.
    public var options: VariantOptions?
    public var unitPrice: Money
    public var quantity: Int
    public var lineTotal: Money

    public static let schema = Schema(OrderItem.init) {
        Field("product_id", \.productID).example("507f1f77bcf86cd799439012")
        Field("variant_id", \.variantID, default: nil).storedOnly()
        Field("sku", \.sku, default: nil).storedOnly()
        Field("name", \.name).example("Gaming Laptop Pro")
        Field("options", \.options, default: nil).storedOnly()
        Field("unit_price", \.unitPrice).range(.zero...).example(Money(minorUnits: 149_999))
        Field("qty", \.quantity).positive().example(2)
        Field("line_total", \.lineTotal).range(.zero...).example(Money(minorUnits: 299_998))
    }
}

/// Where an order stands. It leaves `pending` once and for good.
public enum OrderStatus: String, SchemaEnum {
    case pending
    case paid
    case failed
    case canceled
}
