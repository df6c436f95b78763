import Accounts
import Carts
import Catalog
import ClamAV
public import Logging
public import MongoODM
import ObjectStore
import Orders
import Payments
public import RedisCache
public import Shop

/// The shop and the connections that it stands on, for the life of a process.
public struct Backend: Sendable {
    public let mongo: MongoClient
    /// Nil when the shop is configured to work without Redis.
    public let redis: RedisConnection?
    public let shop: Shop
    package let cache: CacheManager
    let requiresVerifiedEmail: Bool
    /// Whether browsers may send cookies over encrypted connections only.
    let hasSecureCookies: Bool
    /// The largest image in bytes.
    let maximumImageSize: Int
    /// The largest file to be imported, in bytes.
    let maximumImportSize: Int
    /// Who takes the money.
    let paymentGateway: PaymentGatewayKind
    /// Believes what Stripe tells; nil where it does not take the money.
    let stripeWebhook: StripeWebhook?
    /// Looks whether mails can leave.
    let mail: MailProbe
    private let stripe: StripeGateway?
    private let imageStore: S3Store?
    let logger: Logger
    /// Ends when the data are prepared. What the features do beside requests begins then: the seeds would empty the cache
    /// again while the first requests fill it.
    let preparation = AsyncStream.makeStream(of: Never.self)

    /// Makes the shop. MongoDB is contacted with the first operation, Redis in the background.
    ///
    /// - Parameter furtherCacheNamespaces: the namespaces of the cache, besides those of the shop's features, whose entries
    ///   are worth keeping in memory.
    /// - Throws: `MongoError` `invalidURI`; `RedisError` `invalidURL`; `ObjectStoreError` when the system has no threads.
    public init(_ settings: Settings, furtherCacheNamespaces: Set<String> = [], logger: Logger) async throws {
        if settings.isRedisEnabled {
            var redisSettings = try RedisSettings(url: settings.redisURL)
            redisSettings.commandTimeout = settings.redisTimeout
            redisSettings.clientName = "bodega"
            self.redis = RedisConnection(redisSettings, logger: logger)
        } else {
            self.redis = nil
        }
        self.mongo = try MongoClient(settings.mongo(logger))
        let cache = CacheManager(
            redis: self.redis, prefix: settings.keyPrefix, defaultTTL: settings.cacheTTL,
            near: settings.nearCacheBytes > 0
                ? NearCacheSettings(
                    namespaces: Shop.cachedNamespaces.union(furtherCacheNamespaces),
                    byteLimit: settings.nearCacheBytes) : nil,
            logger: logger)
        self.cache = cache
        self.requiresVerifiedEmail = settings.requiresVerifiedEmail
        self.hasSecureCookies = settings.environment == .production
        self.maximumImageSize = settings.images.maximumSize
        self.maximumImportSize = settings.exports.maximumImportSize
        self.paymentGateway = settings.payments.gateway
        self.mail = MailProbe(settings.mail)
        let stripe = settings.payments.stripe
        self.stripe = stripe.map { StripeGateway($0.api) }
        self.stripeWebhook = stripe.map { StripeWebhook(secret: $0.webhookSecret) }
        self.imageStore = try settings.images.s3.map { try S3Store($0) }
        self.logger = logger
        self.shop = await Shop(
            database: self.mongo.defaultDatabase, cache: cache,
            attempts: LoginAttempts(
                redis: self.redis, prefix: "\(settings.keyPrefix):login", free: settings.loginAttempts),
            settings: ShopSettings(
                tokens: TokenSettings(
                    secret: settings.jwtSecret, previousSecret: settings.previousJWTSecret,
                    algorithm: settings.jwtAlgorithm, issuer: settings.jwtIssuer, audience: settings.jwtAudience,
                    lifetime: settings.accessTokenLifetime / .seconds(1)),
                sessions: SessionSettings(
                    refreshLifetime: settings.refreshTokenLifetime, reuseTime: settings.refreshReuseTime),
                carts: CartSettings(anonymousLifetime: settings.anonymousCartLifetime, pricing: settings.pricingRules),
                images: ImageSettings(
                    store: self.imageStore, scanner: settings.images.scanner.map { ClamAVScanner($0) }),
                orders: OrderSettings(
                    deliveryDays: settings.deliveryDays, pricing: settings.pricingRules,
                    requiresAddress: settings.requiresShippingAddress, reservation: settings.payments.reservation,
                    usualPaymentToken: settings.usualPaymentToken),
                invoices: settings.invoices, keepsExports: settings.exports.keeping,
                bcryptCost: settings.bcryptCost, requiresVerifiedEmail: settings.requiresVerifiedEmail,
                shopName: settings.shopName, jobsKept: settings.jobsKept
            ).with(settings.timeZone), events: EventSettings(settings.webhooks), payments: self.stripe,
            logger: logger)
    }

    /// Closes the connections; what is under way ends first.
    public func shutDown() async {
        await self.cache.shutDown()
        await self.redis?.shutdown()
        await self.imageStore?.shutDown()
        await self.stripe?.shutdown()
        await self.mongo.shutDown()
    }
}

extension Backend {
    /// Waits until the data are prepared.
    ///
    /// - Returns: false if the task is cancelled before.
    func isPrepared() async -> Bool {
        for await _ in self.preparation.stream {}
        return !Task.isCancelled
    }
}

extension Settings {
    /// What buyers pay with who name nothing: only testers buy in a shop that simulates payments and is not in production.
    fileprivate var usualPaymentToken: String? {
        self.payments.gateway == .simulated && self.environment != .production ? SimulatedToken.success.rawValue : nil
    }
}
