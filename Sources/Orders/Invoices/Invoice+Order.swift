import FoundationEssentials
import ShopCore

extension Invoice {
    /// The invoice of an order, with the next number of a series.
    init(_ order: Order, _ series: InvoiceSeries, seller: InvoiceSeller) {
        let place = String(series.last)
        self.init(
            id: order.id,
            number: "\(series.id)-\(String(repeating: "0", count: max(0, 6 - place.count)))\(place)",
            series: series.id, place: series.last, userID: order.userID, madeAt: series.lastMadeAt,
            orderNumber: order.number, orderedAt: order.createdAt,
            paidAt: order.history.last { $0.event == .paid }?.at, seller: seller, email: order.email,
            billingAddress: order.billingAddress ?? order.shippingAddress, shippingAddress: order.shippingAddress,
            lines: order.items.map { InvoiceLine($0) }, currency: order.currency,
            subtotal: order.subtotal ?? order.total, couponCode: order.coupon?.code, discount: order.discount,
            shippingName: order.shippingMethod?.name, shippingCost: order.shippingCost, tax: order.tax,
            total: order.total)
    }
}

extension InvoiceLine {
    fileprivate init(_ item: OrderItem) {
        self.init(
            name: item.name, options: item.options, sku: item.sku, unitPrice: item.unitPrice,
            quantity: item.quantity, total: item.lineTotal)
    }
}

extension InvoiceSeller {
    init(_ settings: InvoiceSettings, shopName: String) {
        self.init(
            name: settings.sellerName ?? shopName, address: settings.sellerAddress, taxID: settings.sellerTaxID)
    }
}
