package import Logging
package import MongoJobs
package import MongoODM
package import ShopCore
package import ShopMail

/// Orders: from the cart to what is bought, how it is paid, and how it comes to the door.
package struct OrdersFeature: Feature {
    package let service: OrderService
    package let checkout: CheckoutService
    package let payments: PaymentService
    package let deliveries: DeliveryService
    package let orders: OrderRepository
    /// What happened to orders and is to be in the audit log.
    package let history: HistoryTransfer
    package let invoices: InvoiceService
    private let customers: any CustomerDirectory
    private let followed = FollowedOrders()
    private let jobs: JobQueue
    private let invoiceMaking: InvoiceMaking

    package init(
        _ collections: Collections, audit: AuditTrail, jobs: JobQueue, events: EventSource<Order>,
        carts: any CartSource, products: any ProductLookup, stock: any StockKeeper, coupons: any CouponKeeper,
        shipping: any ShippingLookup, addresses: any AddressLookup, customers: any CustomerDirectory,
        settings: OrderSettings, invoices: InvoiceSettings, shopName: String
    ) {
        let client = collections.database.client
        self.orders = OrderRepository(collections)
        self.history = HistoryTransfer(self.orders, audit: audit, jobs: jobs)
        self.customers = customers
        self.jobs = jobs
        self.service = OrderService(
            orders: self.orders, customers: customers, followed: self.followed, deliveryDays: settings.deliveryDays)
        self.checkout = CheckoutService(
            client: client, carts: carts, orders: self.orders, products: products, coupons: coupons,
            shipping: shipping, addresses: addresses, events: events, settings: settings)
        self.payments = PaymentService(
            client: client, orders: self.orders, stock: stock, coupons: coupons, events: events)
        self.deliveries = DeliveryService(
            client: client, orders: self.orders, stock: stock, coupons: coupons, events: events)
        self.invoiceMaking = InvoiceMaking(
            client: client, orders: self.orders, invoices: InvoiceRepository(collections, orders: self.orders),
            seller: InvoiceSeller(invoices, shopName: shopName), numberPrefix: invoices.numberPrefix)
        self.invoices = InvoiceService(self.invoiceMaking)
    }

    package static let auditedKinds = [AuditedKind.order]

    package var invariants: [any Invariant] {
        [
            TotalsInvariant(orders: self.orders), HistoryInvariant(orders: self.orders, history: self.history),
            InvoiceNumbersInvariant(invoices: self.invoiceMaking.invoices),
        ]
    }

    package var personalData: [any PersonalData] { [OrderTraces(orders: self.orders, history: self.history)] }

    /// Tells those who follow orders of their changes.
    package func run(logger: Logger) async {
        await OrderWatch(orders: self.orders.orders, followed: self.followed).run(logger: logger)
    }

    package func work(logger: Logger) async { await self.history.run(logger: logger) }

    package func jobHandlers(mailer: Mailer) -> [JobHandler] {
        let making = self.invoiceMaking
        return [
            OrderMails(orders: self.orders, customers: self.customers, jobs: self.jobs, mailer: mailer).handler,
            JobHandler(InvoiceJob.self) { _, _ in try await making.makeMissing() },
        ]
    }

    package var periodicJobs: [PeriodicJob] {
        [PeriodicJob("invoices", Self.hourly) { _ in InvoiceJob() }]
    }

    // A constant, which is right or wrong at every start alike.
    private static let hourly = try! CronSchedule("41 * * * *")
}
