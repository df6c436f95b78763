public import BSON
public import FoundationEssentials
public import MongoODM
public import Schemas
public import ShopCore

/// What a user has ordered: a snapshot that later changes of products leave alone.
public struct Order: Document {
    public var id = ObjectID()
    /// The user's identifier as text; empty for a guest's order.
    public var userID: String
    public var items: [OrderItem]
    public var total: Money
    public var currency = Currency.usd
    public var status = OrderStatus.pending
    public var createdAt = Date.now
    /// For people: "B-" and ten digits. Empty where an earlier version placed the order and no step has followed yet.
    public var number = ""
    /// The address of mail that a guest gave; it stays when an account gets the order. Nil where an account has placed it.
    public var email: String?
    /// What the lines cost; nil where it is the total.
    public var subtotal: Money?
    /// What a coupon takes off.
    public var discount = Money.zero
    public var shippingCost = Money.zero
    public var tax = Money.zero
    /// What was paid back, or is on its way: the sum of the refunds that were not refused.
    public var refunded = Money.zero
    public var coupon: OrderCoupon?
    public var shippingAddress: PostalAddress?
    public var billingAddress: PostalAddress?
    public var shippingMethod: OrderShipping?
    /// What the buyer wants to be known.
    public var notes: String?
    public var payment = OrderPayment()
    /// Nil until the payment is settled.
    public var delivery: DeliveryStatus?
    public var tracking: Tracking?
    /// What happened to it, the first first. Of an order that an earlier version placed, the beginning is missing.
    public var history: [OrderEvent] = []
    /// How many of the last events are not in the audit log yet.
    public var unmoved = 0
    /// How many of the first events were told by mail.
    public var mailed = 0
    /// When it ends if it is not paid by then; nil if it waits for ever.
    public var expiresAt: Date?
    /// When a step changed it last; nil for what is as it was placed.
    public var updatedAt: Date?
    /// When it was paid; nil for what is not, and for a moment where an earlier version has taken the money.
    public var paidAt: Date?
    /// Where it goes, for figures: it stays when the address is erased. Nil where it goes nowhere, or nobody has asked.
    public var country: String?
    public var state: String?
    /// When it got its invoice.
    public var invoicedAt: Date?
    /// What was given back, the first first.
    public var refunds: [OrderRefund] = []

    public static let schema = Schema("orders", Order.init) {
        Field("_id", \.id).alsoAs("id")
        Field("user_id", \.userID).example("507f1f77bcf86cd799439011")
        Field("items", \.items)
        Field("total", \.total).range(.zero...).example(Money(minorUnits: 299_998))
        Field("currency", \.currency, default: .usd).example(.usd)
        Field("status", \.status, default: .pending).example(.pending)
        Field("created_at", \.createdAt, default: .now)
        Field("number", \.number, default: "").storedOnly()
        Field("email", \.email, default: nil).storedOnly()
        Field("subtotal", \.subtotal, default: nil).storedOnly()
        Field("discount", \.discount, default: .zero).storedOnly()
        Field("shipping_cost", \.shippingCost, default: .zero).storedOnly()
        Field("tax", \.tax, default: .zero).storedOnly()
        Field("refunded", \.refunded, default: .zero).storedOnly()
        Field("coupon", \.coupon, default: nil).storedOnly()
        Field("shipping_address", \.shippingAddress, default: nil).storedOnly()
        Field("billing_address", \.billingAddress, default: nil).storedOnly()
        Field("shipping_method", \.shippingMethod, default: nil).storedOnly()
        Field("notes", \.notes, default: nil).encrypted().storedOnly()
        Field("payment", \.payment, default: OrderPayment()).storedOnly()
        Field("delivery", \.delivery, default: nil).storedOnly()
        Field("tracking", \.tracking, default: nil).storedOnly()
        Field("history", \.history, default: []).storedOnly()
        Field("unmoved", \.unmoved, default: 0).storedOnly()
        Field("mailed", \.mailed, default: 0).storedOnly()
        Field("expires_at", \.expiresAt, default: nil).storedOnly()
        Field("updated_at", \.updatedAt, default: nil).storedOnly()
        Field("paid_at", \.paidAt, default: nil).storedOnly()
        Field("country", \.country, default: nil).storedOnly()
        Field("state", \.state, default: nil).storedOnly()
        Field("invoiced_at", \.invoicedAt, default: nil).storedOnly()
        Field("refunds", \.refunds, default: []).storedOnly()
    }

    /// Before every order. What compares with a date is no null: so what never expires is not in the index of what does.
    static let beginning = Date(timeIntervalSince1970: 0)

    static let byExpiry = Index<Order>(.ascending(\.expiresAt), .ascending(\.id))
        .only(where: \.status == .pending && \.expiresAt > beginning)

    static let byUser = Index<Order>(.ascending(\.userID), .descending(\.createdAt), .descending(\.id))

    static let byEmail = Index<Order>(.ascending(\.email), .descending(\.createdAt), .descending(\.id))
        .only(where: \.email > "")

    /// Whose lines have no vendor are not in there.
    private static let hasVendor: Query<Order> = \.items[.each].vendorID > ObjectID("000000000000000000000000")

    static let byVendor = Index<Order>(
        .ascending(\.items[.each].vendorID), .descending(\.createdAt), .descending(\.id)
    ).only(where: hasVendor)

    package static let byProduct = Index<Order>(
        .ascending(\.items[.each].productID), .descending(\.createdAt), .descending(\.id))

    static let byVendorAndStage = Index<Order>(
        .ascending(\.items[.each].vendorID), .ascending(\.delivery), .ascending(\.status), .descending(\.createdAt),
        .descending(\.id)
    ).only(where: hasVendor)

    /// What was paid and does not say when is in there, too: in front.
    package static let byPayment = Index<Order>(.ascending(\.paidAt), .ascending(\.id)).only(where: \.status == .paid)

    /// What counts of refunds is in there, by when they were asked for.
    package static let byRefund = Index<Order>(.ascending(\.refunds[.each].at)).only(where: \.refunded > .zero)

    package static let byChange = Index<Order>(.ascending(\.updatedAt), .ascending(\.id))
        .only(where: \.updatedAt > beginning)

    /// A user's orders and all orders, the newest first; identifiers part those of one moment.
    /// No two orders have one number. Those that stand somewhere, those of a guest, those with lines of a vendor, those with lines of a product, those with something
    /// for the audit log, those that wait for their invoice, those whose pieces are set aside by when that ends, those that a
    /// gateway knows. Those that were paid, gave money back or were changed in some time.
    public static let indexes = [
        byUser,
        Index<Order>(.descending(\.createdAt), .descending(\.id)),
        Index<Order>(.ascending(\.number)).unique().only(where: \.number > ""),
        Index<Order>(.ascending(\.delivery), .ascending(\.status), .descending(\.createdAt), .descending(\.id)),
        byEmail, byVendor, byVendorAndStage, byProduct,
        Index<Order>(.ascending(\.unmoved), .ascending(\.id)).only(where: \.unmoved > 0),
        Index<Order>(.ascending(\.createdAt), .ascending(\.id))
            .only(where: \.status == .paid && \.invoicedAt == nil),
        byExpiry, byPayment, byRefund, byChange,
        Index<Order>(.ascending(\.payment.intentID)).only(where: \.payment.intentID > ""),
    ]
}
