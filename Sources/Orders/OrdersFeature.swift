import MongoODM
package import ShopCore

/// Orders: from the cart to what is bought, and how it is paid.
package struct OrdersFeature: Feature {
    package let service: OrderService
    package let checkout: CheckoutService
    package let payments: PaymentService
    package let orders: OrderRepository

    package init(
        _ collections: Collections, audit: AuditTrail, carts: any CartSource, products: any ProductLookup,
        stock: any StockKeeper
    ) {
        let client = collections.database.client
        self.orders = OrderRepository(collections)
        self.service = OrderService(orders: self.orders)
        self.checkout = CheckoutService(
            client: client, carts: carts, orders: self.orders, products: products, audit: audit)
        self.payments = PaymentService(client: client, orders: self.orders, stock: stock, audit: audit)
    }

    package static let auditedKinds = [AuditedKind.order]

    package var invariants: [any Invariant] { [TotalsInvariant(orders: self.orders)] }
}
