import BSON
import Carts
import FoundationEssentials
import Schemas
import ShopCore

/// A cart in `/api/v1`.
struct V1Cart: SchemaObject {
    var items: [V1CartLine]
    var totalItems: Int
    var subtotal: Money
    var discount: Money
    var shipping: Money
    var tax: Money
    var total: Money
    var currency: Currency
    var coupon: V1CartCoupon?
    var expiresAt: Date?
    var updatedAt: Date

    static let schema = Schema(V1Cart.init) {
        Field("items", \.items)
        Field("total_items", \.totalItems).described("How many pieces.").example(2)
        Field("subtotal", \.subtotal).described("The sum of the lines that can be bought.")
            .example(Money(minorUnits: 499_998))
        Field("discount", \.discount).example(.zero)
        Field("shipping", \.shipping).example(.zero)
        Field("tax", \.tax).described("Of the subtotal less the discount.").example(Money(minorUnits: 25_000))
        Field("total", \.total).described("The subtotal less the discount, with shipping and tax.")
            .example(Money(minorUnits: 524_998))
        Field("currency", \.currency).example(.usd)
        Field("coupon", \.coupon)
        Field("expires_at", \.expiresAt)
            .described("When the cart ends if it is not used; null for the carts of users.")
        Field("updated_at", \.updatedAt)
    }
}

extension V1Cart {
    init(_ cart: PricedCart) {
        let amounts = cart.amounts.amounts
        var pieces = 0
        var lines: [V1CartLine] = []
        for line in cart.lines {
            var notice = V1CartNotice(line)
            if !line.isCounted, notice?.isObstacle != true { notice = .gone }
            // Other programs may have stored any number.
            let (sum, overflow) = pieces.addingReportingOverflow(max(line.item.quantity, 0))
            pieces = overflow ? .max : sum
            lines.append(V1CartLine(line, notice))
        }
        self.init(
            items: lines, totalItems: pieces, subtotal: amounts.subtotal, discount: amounts.discount,
            shipping: amounts.shipping, tax: amounts.tax, total: amounts.total, currency: .usd,
            coupon: cart.coupon.map { V1CartCoupon($0.terms, in: cart.amounts) },
            expiresAt: cart.expiresAt, updatedAt: cart.updatedAt)
    }
}
