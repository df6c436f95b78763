import BSON
import FoundationEssentials
import Orders
import RouteKit
import Schemas
import ShopCore

/// An order in `/api/v1`.
struct V1Order: SchemaObject {
    var id: ObjectID
    var number: String?
    var userID: String?
    var email: String?
    var items: [V1OrderLine]
    var subtotal: Money
    var discount: Money
    var shippingCost: Money
    var tax: Money
    var total: Money
    var refunded: Money
    var refunds: [V1Refund]
    var currency: Currency
    var coupon: V1OrderCoupon?
    var shippingAddress: V1PostalAddress?
    var billingAddress: V1PostalAddress?
    var shippingMethod: V1OrderShipping?
    var status: OrderStage
    var payment: V1Payment
    var tracking: V1Tracking?
    var notes: String?
    var createdAt: Date
    var updatedAt: Date
    var expiresAt: Date?

    static let schema = Schema(V1Order.init) {
        Field("id", \.id)
        Field("number", \.number)
            .described("For people; null for a moment where an earlier version of the shop placed the order.")
            .example("B-0123456789")
        Field("user_id", \.userID).described("Null for a guest's order.").example("507f1f77bcf86cd799439011")
        Field("email", \.email)
            .described("What a guest gave, also when an account has got the order since; null for others.")
        Field("items", \.items)
        Field("subtotal", \.subtotal).example(Money(minorUnits: 299_998))
        Field("discount", \.discount).example(.zero)
        Field("shipping_cost", \.shippingCost).example(.zero)
        Field("tax", \.tax).example(.zero)
        Field("total", \.total).example(Money(minorUnits: 299_998))
        Field("refunded", \.refunded).described("The sum of the refunds that were not refused.").example(.zero)
        Field("refunds", \.refunds).described("The first first.")
        Field("currency", \.currency).example(.usd)
        Field("coupon", \.coupon)
        Field("shipping_address", \.shippingAddress)
        Field("billing_address", \.billingAddress)
        Field("shipping_method", \.shippingMethod)
        Field("status", \.status).example(.pending)
        Field("payment", \.payment)
        Field("tracking", \.tracking)
        Field("notes", \.notes)
        Field("created_at", \.createdAt)
        Field("updated_at", \.updatedAt)
        Field("expires_at", \.expiresAt).described("When it ends if it is not paid by then.")
    }
}

extension V1Order {
    /// - Parameter caller: who sees it; nil for anybody, whose own it may not be.
    init(_ order: Order, for caller: OrderCaller? = nil) {
        self.init(
            id: order.id, number: order.number.isEmpty ? nil : order.number,
            userID: order.isGuests ? nil : order.userID, email: order.email,
            items: order.items.map { V1OrderLine($0) }, subtotal: order.subtotal ?? order.total,
            discount: order.discount, shippingCost: order.shippingCost, tax: order.tax, total: order.total,
            refunded: order.refunded, refunds: order.refunds.map { V1Refund($0) }, currency: order.currency,
            coupon: order.coupon.map { V1OrderCoupon($0) },
            shippingAddress: order.shippingAddress.map { V1PostalAddress($0) },
            billingAddress: order.billingAddress.map { V1PostalAddress($0) },
            shippingMethod: order.shippingMethod.map { V1OrderShipping($0) }, status: order.stage,
            payment: V1Payment(order, isBuyers: caller?.owns(order) ?? false),
            tracking: order.tracking.map { V1Tracking($0) }, notes: order.notes,
            createdAt: order.createdAt,
            updatedAt: order.updatedAt ?? order.createdAt, expiresAt: order.isReserved ? order.expiresAt : nil)
    }
}

/// Which order.
struct V1OrderPath: SchemaObject {
    var id: String

    static let schema = Schema(V1OrderPath.init) {
        Field("id", \.id).described("The order's id or number.").example("B-0123456789")
    }
}
