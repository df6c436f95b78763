package import Logging
package import MongoJobs
package import MongoODM
package import Payments
package import ShopCore
package import ShopMail

/// Orders: from the cart to what is bought, how it is paid, and how it comes to the door.
package struct OrdersFeature: Feature {
    package let service: OrderService
    package let checkout: CheckoutService
    package let payments: PaymentService
    package let deliveries: DeliveryService
    package let refunds: RefundService
    package let orders: OrderRepository
    /// What happened to orders and is to be in the audit log.
    package let history: HistoryTransfer
    package let invoices: InvoiceService
    /// The tokens that open guests' orders.
    package let tokens: OrderTokens
    /// Gives guests' orders to accounts.
    package let claims: OrderClaims
    package let guests: GuestErasure
    private let customers: any CustomerDirectory
    private let jobs: JobQueue
    private let audit: AuditTrail
    private let charge: OrderCharge
    private let invoiceMaking: InvoiceMaking

    package init(
        _ collections: Collections, audit: AuditTrail, jobs: JobQueue, events: EventSource<Order>,
        carts: any CartSource, products: any ProductLookup, stock: any StockKeeper, coupons: any CouponKeeper,
        shipping: any ShippingLookup, addresses: any AddressLookup, customers: any CustomerDirectory,
        gateway: any PaymentGateway, settings: OrderSettings, invoices: InvoiceSettings, secrets: [String],
        shopName: String, logger: Logger
    ) {
        let client = collections.database.client
        self.orders = OrderRepository(collections)
        self.history = HistoryTransfer(self.orders, audit: audit, jobs: jobs)
        self.customers = customers
        self.jobs = jobs
        self.audit = audit
        let followed = OrderWatch.orders(self.orders.orders, by: collections.changes)
        self.service = OrderService(
            orders: self.orders, customers: customers, followed: followed, deliveryDays: settings.deliveryDays)
        let tokens = PaymentTokens(gateway: gateway, usual: settings.usualPaymentToken)
        self.checkout = CheckoutService(
            client: client, carts: carts, orders: self.orders, products: products, stock: stock, coupons: coupons,
            shipping: shipping, addresses: addresses, events: events, jobs: jobs, payment: tokens,
            settings: settings)
        self.charge = OrderCharge(
            exit: PendingExit(
                client: client, orders: self.orders, stock: OrderStock(stock: stock), coupons: coupons,
                events: events, jobs: jobs),
            gateway: gateway)
        self.payments = PaymentService(
            lookup: self.service, charge: self.charge, tokens: tokens, heard: PaymentEvents(collections))
        let refundBooks = RefundBooks(orders: self.orders, events: events, jobs: jobs)
        self.deliveries = DeliveryService(
            client: client, orders: self.orders,
            ending: OrderEnding(exit: self.charge.exit, refunds: refundBooks))
        self.refunds = RefundService(
            client: client, orders: self.orders, products: products, stock: stock, books: refundBooks,
            settling: RefundSettling(
                client: client, orders: self.orders, books: refundBooks, gateway: gateway, logger: logger))
        self.invoiceMaking = InvoiceMaking(
            client: client, orders: self.orders, invoices: InvoiceRepository(collections, orders: self.orders),
            seller: InvoiceSeller(invoices, shopName: shopName), numberPrefix: invoices.numberPrefix)
        self.invoices = InvoiceService(self.invoiceMaking)
        self.tokens = OrderTokens(secrets: secrets)
        self.claims = OrderClaims(
            orders: self.orders, invoices: self.invoiceMaking.invoices, coupons: coupons, customers: customers,
            audit: audit)
        self.guests = GuestErasure(
            traces: OrderTraces(orders: self.orders, history: self.history, audit: audit), coupons: coupons,
            audit: audit)
    }

    package static let auditedKinds = [AuditedKind.order]

    package var invariants: [any Invariant] {
        [
            TotalsInvariant(orders: self.orders), HistoryInvariant(orders: self.orders, history: self.history),
            RefundsInvariant(orders: self.orders),
            InvoiceNumbersInvariant(invoices: self.invoiceMaking.invoices), ExpiryInvariant(orders: self.orders),
        ]
    }

    package var personalData: [any PersonalData] {
        [OrderTraces(orders: self.orders, history: self.history, audit: self.audit)]
    }

    package func work(logger: Logger) async {
        async let expiry: Void = ReservationExpiry(exit: self.charge.exit).run(logger: logger)
        await self.history.run(logger: logger)
        await expiry
    }

    package func jobHandlers(mailer: Mailer) -> [JobHandler] {
        let making = self.invoiceMaking
        return [
            OrderMails(orders: self.orders, customers: self.customers, jobs: self.jobs, mailer: mailer).handler,
            self.charge.handler, LatePayment(orders: self.orders, gateway: self.charge.gateway).handler,
            self.refunds.settling.handler,
            JobHandler(InvoiceJob.self) { _, _ in try await making.makeMissing() },
        ] + self.claims.handlers
    }

    package var periodicJobs: [PeriodicJob] {
        [PeriodicJob("invoices", Self.hourly) { _ in InvoiceJob() }]
    }

    // A constant, which is right or wrong at every start alike.
    private static let hourly = try! CronSchedule("41 * * * *")
}
