public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
public import ShopCore

/// What a paid order has cost, as it was when the invoice was made. Nothing changes what it says: not the order's refunds, not the
/// seller's move. An order has one at most.
public struct Invoice: Document {
    /// The order's.
    public var id: ObjectID
    /// The series and the place in it, as `2026-000001`.
    public var number: String
    /// The ``InvoiceSeries`` that the number is of.
    public var series: String
    /// The place in the series, from 1.
    public var place: Int
    /// That of the order, as text, also when an account has got a guest's order.
    public var userID: String
    public var madeAt: Date
    /// The order's for people; empty where it has none.
    public var orderNumber: String
    public var orderedAt: Date
    /// Nil where it is not known any more.
    public var paidAt: Date?
    public var seller: InvoiceSeller
    public var email: String?
    public var billingAddress: PostalAddress?
    public var shippingAddress: PostalAddress?
    public var lines: [InvoiceLine]
    public var currency: Currency
    public var subtotal: Money
    public var couponCode: String?
    public var discount: Money
    /// How it is sent; nil where nothing says so.
    public var shippingName: String?
    public var shippingCost: Money
    public var tax: Money
    public var total: Money

    public static let schema = Schema("invoices", Invoice.init) {
        Field("_id", \.id)
        Field("number", \.number).unique()
        Field("series", \.series)
        Field("place", \.place)
        Field("user_id", \.userID)
        Field("made_at", \.madeAt)
        Field("order_number", \.orderNumber, default: "")
        Field("ordered_at", \.orderedAt)
        Field("paid_at", \.paidAt)
        Field("seller", \.seller)
        Field("email", \.email).encrypted()
        Field("billing_address", \.billingAddress)
        Field("shipping_address", \.shippingAddress)
        Field("lines", \.lines)
        Field("currency", \.currency)
        Field("subtotal", \.subtotal)
        Field("coupon_code", \.couponCode)
        Field("discount", \.discount)
        Field("shipping_name", \.shippingName)
        Field("shipping_cost", \.shippingCost)
        Field("tax", \.tax)
        Field("total", \.total)
    }

    /// A user's invoices, the newest first.
    public static let indexes = [Index<Invoice>(.ascending(\.userID), .descending(\.madeAt), .descending(\.id))]
}

/// Who has sold.
public struct InvoiceSeller: SchemaObject, Hashable {
    public var name: String
    public var address: [String]
    public var taxID: String?

    public static let schema = Schema(InvoiceSeller.init) {
        Field("name", \.name)
        Field("address", \.address)
        Field("tax_id", \.taxID)
    }
}

/// A line of an invoice.
public struct InvoiceLine: SchemaObject, Hashable {
    public var name: String
    /// The variant's; nil for a product without variants.
    public var options: VariantOptions?
    public var sku: String?
    public var unitPrice: Money
    public var quantity: Int
    public var total: Money

    public static let schema = Schema(InvoiceLine.init) {
        Field("name", \.name)
        Field("options", \.options)
        Field("sku", \.sku)
        Field("unit_price", \.unitPrice)
        Field("quantity", \.quantity)
        Field("total", \.total)
    }
}
