import BSON
import Schemas
import ShopCore

/// An order that is about to be placed: what it is made by, and what it comes to.
struct OrderDraft {
    let request: OrderRequest
    let buyer: Buyer
    /// Where it goes; nil where that is not needed.
    let address: PostalAddress?
    let coupon: PresentedCoupon?
    /// The shop's methods of shipping.
    let table: [ShippingOffer]
    let pricing: PricingRules
    /// How many a line may have.
    let allowed: ClosedRange<Int>

    /// The order with all its amounts, and the coupon that it uses.
    ///
    /// - Throws: ``PriceChanged``; ``ShopError``; `ValidationError`.
    func order(of basket: Basket) throws -> (Order, CouponTerms?) {
        var items = try basket.items(allowed: self.allowed)
        let lines = basket.pricingLines(items)
        guard let subtotal = Money.sum(lines.map(\.total)) else { throw Self.tooLarge }
        let offer = try self.offer(subtotal: subtotal, weight: lines.map(\.weight).saturatedSum)
        guard
            let priced = self.pricing.amounts(
                of: lines, coupon: self.coupon, shipping: offer.price, to: self.address?.country)
        else { throw Self.tooLarge }
        // One that the cart has outgrown stays in it and takes nothing off, as the cart shows.
        if let refusal = priced.refusal, self.request.coupon != nil || !refusal.isAboutLines { throw refusal.error }
        for (index, part) in priced.parts.enumerated() {
            items[index].discount = part.discount
            items[index].tax = part.tax
        }
        let amounts = priced.amounts
        guard basket.expectedPrices.allSatisfy({ items[$0.line].unitPrice == $0.price }),
            self.request.expectedTotal ?? amounts.total == amounts.total
        else {
            throw PriceChanged(items: items, total: amounts.total)
        }
        let used = priced.refusal == nil ? self.coupon?.terms : nil
        var order = Order(userID: self.buyer.userID?.hexString ?? "", items: items, total: amounts.total)
        order.email = self.buyer.email
        order.subtotal = amounts.subtotal
        order.discount = amounts.discount
        order.shippingCost = amounts.shipping
        order.tax = amounts.tax
        order.coupon = used.map {
            OrderCoupon(code: $0.code, type: $0.kind.rawValue, value: $0.value, discount: amounts.discount)
        }
        order.shippingAddress = self.address
        order.country = self.address?.country
        order.state = self.address?.state
        order.billingAddress = self.request.billingAddress ?? self.address
        order.shippingMethod = OrderShipping(id: offer.id, name: offer.name, price: offer.price, days: offer.days)
        order.notes = self.request.notes
        order.payment = OrderPayment(method: self.request.paymentMethod)
        return (order, used)
    }

    private func offer(subtotal: Money, weight: Int) throws -> ShippingOffer {
        let offers = self.pricing.shipping(
            by: self.table, to: self.address?.country, subtotal: subtotal, weight: weight)
        guard let wanted = self.request.shippingMethod else {
            guard let cheapest = offers.first else {
                throw ValidationError.inBody(
                    "shipping_method", "no_shipping_method", "The shop does not send these products there")
            }
            return cheapest
        }
        if let offer = offers.first(where: { $0.id == wanted }) { return offer }
        guard self.table.contains(where: { $0.id == wanted }) else {
            throw ValidationError.inBody("shipping_method", "unknown", "No such method of shipping")
        }
        throw ValidationError.inBody(
            "shipping_method", "unfit_shipping_method", "These products are not sent there by this method")
    }

    static let tooLarge = ShopError.badRequest("The total of the cart is too large; remove something from it")
}
