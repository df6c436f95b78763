public import Logging
public import MongoODM
public import RedisCache
import Schemas

/// What a shop needs to know besides where its data are.
public struct ShopSettings: Sendable {
    public var tokens: TokenSettings
    /// The logarithm of the rounds of a password's hash.
    public var bcryptCost: Int

    public init(tokens: TokenSettings, bcryptCost: Int = 12) {
        self.tokens = tokens
        self.bcryptCost = bcryptCost
    }
}

/// The whole shop: its services, wired to a database and a cache.
public struct Shop: Sendable {
    public let accounts: AccountService
    public let catalog: CatalogService
    /// Keeps the cache true where the catalog's own invalidations can't.
    public let catalogWatch: CatalogWatch
    public let carts: CartService
    public let checkout: CheckoutService
    public let orders: OrderService
    public let payments: PaymentService
    /// Who changed what.
    public let audit: AuditTrail
    /// The requests that clients may send again.
    public let keys: IdempotencyKeys
    /// Looks whether the stored data are as they must be.
    public let doctor: Doctor

    /// The namespaces of the cache whose entries are worth keeping in memory.
    public static let cachedNamespaces: Set<String> = [CatalogCache.namespace]

    /// Where ``MongoDatabase/probeMajorityWrite(collection:within:)`` writes.
    public static let probeCollection = "probes"

    /// Brings the stored data to the form that this program expects, and back.
    public let migrator: Migrator

    private let userRepository: UserRepository
    private let productRepository: ProductRepository
    private let cartRepository: CartRepository
    private let orderRepository: OrderRepository
    /// Those with declared indexes.
    private let collections: [any StoredCollection]

    /// - Parameter attempts: slows down who guesses passwords.
    public init(
        database: MongoDatabase, cache: CacheManager, attempts: LoginAttempts, settings: ShopSettings
    ) async {
        self.migrator = Migrator(database, Self.migrations)
        self.userRepository = UserRepository(database)
        self.productRepository = ProductRepository(database)
        self.cartRepository = CartRepository(database)
        self.orderRepository = OrderRepository(database)
        self.audit = AuditTrail(database)
        self.accounts = AccountService(
            users: self.userRepository, hasher: PasswordHasher(cost: settings.bcryptCost),
            tokens: await TokenIssuer(settings.tokens), attempts: attempts,
            audit: self.audit)
        self.keys = IdempotencyKeys(claims: ClaimRepository(database), seal: AnswerSeal(settings.tokens))
        self.catalog = CatalogService(products: self.productRepository, audit: self.audit, cache: cache)
        self.catalogWatch = CatalogWatch(products: self.productRepository, catalog: self.catalog)
        self.carts = CartService(carts: self.cartRepository, products: self.productRepository)
        self.checkout = CheckoutService(
            client: database.client, carts: self.cartRepository, orders: self.orderRepository,
            products: self.productRepository, audit: self.audit)
        self.orders = OrderService(orders: self.orderRepository)
        self.payments = PaymentService(
            client: database.client, orders: self.orderRepository,
            stock: CatalogStock(products: self.productRepository, catalog: self.catalog),
            audit: self.audit)
        self.collections = [
            self.userRepository.users, self.productRepository.products, self.cartRepository.carts,
            self.orderRepository.orders, self.audit.entries, self.keys.claims.claims,
        ]
        let books = StockBooks(products: self.productRepository, orders: self.orderRepository, catalog: self.catalog)
        self.doctor = Doctor(invariants: [
            ServerInvariant(database: database),
            DocumentsInvariant(collections: self.collections),
            StockInvariant(products: self.productRepository),
            SoldInvariant(books: books),
            StockedInvariant(books: books),
            TotalsInvariant(orders: self.orderRepository),
            CartsInvariant(carts: self.cartRepository),
            IndexesInvariant(collections: self.collections),
        ])
    }

    /// Creates the indexes on which uniqueness and speed rest, and tells how the others differ.
    ///
    /// - Throws: ``MongoError``.
    @discardableResult
    public func createIndexes() async throws -> [IndexReport] {
        var reports: [IndexReport] = []
        for collection in self.collections { reports.append(try await collection.createIndexes()) }
        return reports
    }

    /// Opens the admin's account unless the address has one.
    public func seedAdmin(email: String, password: String, logger: Logger) async throws {
        try await self.seeder(logger).seedAdmin(email: email, password: password)
    }

    /// Adds the products that are not there yet.
    public func seedProducts(_ drafts: [ProductDraft], logger: Logger) async throws {
        try await self.seeder(logger).seedProducts(drafts)
    }

    private func seeder(_ logger: Logger) -> Seeder {
        Seeder(accounts: self.accounts, products: self.productRepository, catalog: self.catalog, logger: logger)
    }
}
