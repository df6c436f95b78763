public import Accounts
public import BackOffice
public import Carts
public import Catalog
public import Coupons
public import Logging
public import MongoJobs
public import MongoODM
public import Orders
package import Payments
package import RedisCache
public import Shipping
public import ShopCore
public import Webhooks

/// The whole shop: its features, wired to each other, to a database and a cache.
public struct Shop: Sendable {
    public let accounts: AccountService
    public let sessions: SessionService
    public let verification: VerificationService
    public let passwords: PasswordService
    public let administration: UserAdministration
    public let totp: TOTPService
    public let addressBooks: AddressBookService
    public let erasure: AccountErasure
    public let catalog: CatalogService
    public let reviews: ReviewService
    public let images: ImageService
    public let coupons: CouponService
    public let shipping: ShippingService
    public let carts: CartService
    public let wishlists: WishlistService
    public let checkout: CheckoutService
    public let orders: OrderService
    public let deliveries: DeliveryService
    public let refunds: RefundService
    public let invoices: InvoiceService
    /// Tables of the shop's data.
    package let exports: ExportService
    /// Files of products.
    package let imports: ImportService
    public let payments: PaymentService
    /// The tokens that open guests' orders.
    public let orderTokens: OrderTokens
    /// What is kept of those who have ordered without an account.
    let guests: GuestErasure
    /// Why the inventory is what it is.
    public let movements: StockMovements
    public let jobAdministration: JobAdministration
    /// The keys that programs show in place of a login.
    public let apiKeys: KeyService
    package let analytics: AnalyticsService
    package let dashboards: DashboardService
    /// Sums up what happened.
    package let summaries: SummaryKeeper
    public let webhooks: WebhookService
    /// Who changed what.
    public let audit: AuditTrail
    /// What is to be done beside requests.
    public let jobs: JobQueue
    /// The requests that clients may send again.
    public let keys: IdempotencyKeys
    /// What happens, while it happens.
    package let live: LiveFeed
    /// Looks whether the stored data are as they must be.
    public let doctor: Doctor
    /// Replaces the key of what is stored encrypted.
    public let keyRotation: KeyRotation
    /// Brings the stored data to the form that this program expects, and back.
    public let migrator: Migrator

    /// What orders need of the inventory.
    package let stock: any StockKeeper
    let products: ProductRepository
    let seedings: Repository<Seeding>
    let features: [any Feature]
    private let collections: Collections

    /// All features. A new one is listed here, and made in the initialiser.
    static let features: [any Feature.Type] = [
        AccountsFeature.self, CatalogFeature.self, CouponsFeature.self, ShippingFeature.self, CartsFeature.self,
        OrdersFeature.self, WebhooksFeature.self, BackOfficeFeature.self,
    ]

    /// - Parameters:
    ///   - attempts: slows down who guesses passwords.
    ///   - events: what other systems are told, and how.
    ///   - payments: takes the money; nil to simulate it.
    ///   - logger: is told of stored documents that can't be read.
    package init(
        database: MongoDatabase, cache: CacheManager, attempts: LoginAttempts, settings: ShopSettings,
        events: EventSettings, payments: (any PaymentGateway)? = nil, logger: Logger
    ) async {
        let collections = Collections(database, logger: logger)
        let audit = AuditTrail(collections)
        let jobs = JobQueue(collections)
        let webhooks = WebhooksFeature(
            collections, audit: audit, jobs: jobs, transport: events.transport, keepers: AdminMailbox(collections))
        let (outbox, forms) = (webhooks.outbox, events.forms)
        let catalog = CatalogFeature(
            collections, audit: audit,
            events: CatalogEvents(outbox, product: forms.product, review: forms.review, lowStock: events.lowStock),
            jobs: jobs, cache: cache, vendors: VendorNames(collections),
            reviewers: UserNames(collections), purchases: PaidProducts(collections),
            keepers: AdminMailbox(collections), images: settings.images, keepsImports: settings.keepsExports)
        let products = CatalogProducts(catalog)
        let coupons = CouponsFeature(
            collections, audit: audit, categories: CatalogCategories(categories: catalog.service.categories))
        let shipping = ShippingFeature(collections, audit: audit, pricing: settings.carts.pricing)
        let usedCoupons = StoredCoupons(uses: coupons.uses)
        let carts = CartsFeature(
            collections, products: products, coupons: usedCoupons, shipping: shipping.service, settings: settings.carts)
        let accounts = await AccountsFeature(
            collections, audit: audit, events: EventSource(outbox, forms.user), jobs: jobs, tokens: settings.tokens,
            sessions: settings.sessions,
            attempts: attempts, visitorCarts: CartsOfVisitors(carts: carts.service),
            guestOrders: OrdersOfGuests(jobs: jobs), bcryptCost: settings.bcryptCost,
            requiresVerifiedEmail: settings.requiresVerifiedEmail,
            shopName: settings.shopName)
        let stock = CatalogStock(catalog: catalog)
        let gateway = payments ?? SimulatedGateway(collections)
        let orders = OrdersFeature(
            collections, audit: audit, jobs: jobs, events: EventSource(outbox, forms.order),
            carts: StoredCarts(carts: carts.carts), products: products, stock: stock, coupons: usedCoupons,
            shipping: shipping.service, addresses: BookedAddresses(books: accounts.addressBooks),
            customers: Customers(holders: AccountHolders(collections)), gateway: gateway, settings: settings.orders,
            invoices: settings.invoices, secrets: settings.secrets, shopName: settings.shopName, logger: logger)
        let backOffice = BackOfficeFeature(
            collections, catalog: catalog.service, audit: audit, jobs: jobs, secrets: settings.secrets,
            keepsExports: settings.keepsExports, jobsKept: settings.jobsKept, zone: settings.timeZone,
            lowStock: events.lowStock)
        self.features = [accounts, catalog, coupons, shipping, carts, orders, webhooks, backOffice]
        precondition(
            self.features.map { ObjectIdentifier(type(of: $0)) } == Self.features.map { ObjectIdentifier($0) },
            "each feature is listed, and each listed one is made")

        self.accounts = accounts.service
        self.sessions = accounts.sessions
        self.verification = accounts.verification
        self.passwords = accounts.passwords
        self.administration = accounts.administration
        self.totp = accounts.totp
        self.addressBooks = accounts.addressBooks
        self.keys = IdempotencyKeys(collections, secrets: settings.secrets)
        self.erasure = accounts.erasure(of: self.features.flatMap(\.personalData) + [self.keys, audit])
        self.catalog = catalog.service
        self.reviews = catalog.reviews
        self.images = catalog.images
        self.coupons = coupons.service
        self.shipping = shipping.service
        self.carts = carts.service
        self.wishlists = carts.wishlists
        self.checkout = orders.checkout
        self.orders = orders.service
        self.deliveries = orders.deliveries
        self.refunds = orders.refunds
        self.invoices = orders.invoices
        self.exports = backOffice.exports
        self.imports = catalog.imports
        self.payments = orders.payments
        self.orderTokens = orders.tokens
        self.guests = orders.guests
        self.movements = backOffice.movements
        self.jobAdministration = backOffice.jobs
        self.apiKeys = accounts.keys
        self.webhooks = webhooks.service
        self.analytics = backOffice.analytics
        self.dashboards = backOffice.dashboards
        self.summaries = backOffice.summaries
        self.live = backOffice.live
        self.stock = stock
        self.products = catalog.products
        self.seedings = collections.repository()
        self.audit = audit.with(orders.history)
        self.jobs = jobs
        self.collections = collections
        self.migrator = Self.migrator(of: database)
        self.keyRotation = KeyRotation(collections)
        let books = StockBooks(products: catalog.products, orders: orders.orders, catalog: catalog.service)
        self.doctor = Doctor(
            invariants: [ServerInvariant(database: database), DocumentsInvariant(collections)]
                + self.features.flatMap(\.invariants)
                + [
                    SoldInvariant(books: books), StockedInvariant(books: books), ReservedInvariant(books: books),
                    catalog.adjustmentsInvariant,
                    GuestOrdersInvariant(orders: orders.orders, claims: orders.claims), IndexesInvariant(collections),
                    EncryptionInvariant(rotation: self.keyRotation),
                ])
    }

    /// The namespaces of the cache whose entries are worth keeping in memory.
    public static var cachedNamespaces: Set<String> {
        Self.features.reduce(into: []) { $0.formUnion($1.cacheNamespaces) }
    }

    /// What the audit log has entries of.
    public static let auditedKinds = features.flatMap { $0.auditedKinds }

    /// Which of these the root mount lists where none is named: security events are many, and change nothing; its products
    /// have the name of a category alone, and no reviews; its orders no coupons and no methods of shipping; it knows no webhooks,
    /// exports, imports, keys and jobs.
    public static let changedKinds = auditedKinds.filter {
        ![
            .security, .category, .review, .coupon, .shippingMethod, .webhook, .export, .productImport, .apiKey, .job,
        ].contains($0)
    }

    /// Where ``MongoDatabase/probeMajorityWrite(collection:within:)`` writes.
    public static let probeCollection = "probes"

    /// Brings the data of a shop to the form that this program expects, and back.
    public static func migrator(of database: MongoDatabase) -> Migrator { Migrator(database, self.migrations) }

    /// Creates the indexes on which uniqueness and speed rest, and tells how the others differ.
    ///
    /// - Throws: ``MongoError``.
    @discardableResult
    public func createIndexes() async throws -> [IndexReport] {
        var reports: [IndexReport] = []
        for collection in self.collections.all { reports.append(try await collection.createIndexes()) }
        return reports
    }

    /// Does what the features do beside requests, until the task is cancelled.
    public func run(logger: Logger) async {
        await withTaskGroup { group in
            group.addTask { await self.collections.changes.run(logger: logger) }
            for feature in self.features { group.addTask { await feature.run(logger: logger) } }
        }
    }

    /// Does what the features do where jobs are worked on, until the task is cancelled.
    package func work(logger: Logger) async {
        await withTaskGroup { group in
            for feature in self.features { group.addTask { await feature.work(logger: logger) } }
        }
    }
}
