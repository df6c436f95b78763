public import BSON
public import Schemas
public import ShopCore

/// A line of an order.
public struct OrderItem: SchemaObject, Hashable {
    /// Nil in orders of before lines had one.
    public var id: ObjectID?
    /// The product's identifier as text, not its number.
    public var productID: String
    /// Nil for a product without variants.
    public var variantID: ObjectID?
    /// The variant's, as it was.
    public var sku: String?
    /// Who sold it; nil for the shop itself, and for what an earlier version has placed.
    public var vendorID: ObjectID?
    public var name: String
    /// The variant's, as they were.
    public var options: VariantOptions?
    public var unitPrice: Money
    public var quantity: Int
    public var lineTotal: Money
    /// Its part of the order's discount.
    public var discount = Money.zero
    /// Its part of the order's tax.
    public var tax = Money.zero
    /// How many of its pieces were paid back.
    public var refundedQuantity = 0
    /// How many of its pieces are back in the stock.
    public var restockedQuantity = 0

    public static let schema = Schema(OrderItem.init) {
        Field("_id", \.id, default: nil).storedOnly()
        Field("product_id", \.productID).example("507f1f77bcf86cd799439012")
        Field("variant_id", \.variantID, default: nil).storedOnly()
        Field("sku", \.sku, default: nil).storedOnly()
        Field("vendor_id", \.vendorID, default: nil).storedOnly()
        Field("name", \.name).example("Gaming Laptop Pro")
        Field("options", \.options, default: nil).storedOnly()
        Field("unit_price", \.unitPrice).range(.zero...).example(Money(minorUnits: 149_999))
        Field("qty", \.quantity).positive().example(2)
        Field("line_total", \.lineTotal).range(.zero...).example(Money(minorUnits: 299_998))
        Field("discount", \.discount, default: .zero).storedOnly()
        Field("tax", \.tax, default: .zero).storedOnly()
        Field("refunded_quantity", \.refundedQuantity, default: 0).storedOnly()
        Field("restocked_quantity", \.restockedQuantity, default: 0).storedOnly()
    }
}
