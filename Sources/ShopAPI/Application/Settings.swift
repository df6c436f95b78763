public import Accounts
public import BSON
public import Logging
package import MongoJobs
public import Orders
public import RouteKit
public import ShopCore

/// How an instance of the shop is set up. The defaults suit a developer's machine.
public struct Settings: Sendable {
    public enum Environment: String, CaseIterable, Sendable {
        case dev
        case test
        case production
    }

    public var environment = Environment.dev
    public var logLevel = Logger.Level.info

    // MARK: HTTP

    public var host = "127.0.0.1"
    /// 0 for any that is free.
    public var port = 8000
    /// The largest request body in bytes.
    public var maximumBodySize = 1_048_576
    /// The largest head of a request in bytes: target, names and values of fields.
    public var maximumHeadSize = 32_768
    /// How long the head of a request may take from its first byte to its last.
    public var headTimeout = Duration.seconds(10)
    /// How long the body of a request may take after its head.
    public var bodyTimeout = Duration.seconds(30)
    /// How many connections are served at once.
    public var maximumConnections = 16_384
    /// How many requests are worked on at once; nil for any number.
    public var maximumRequestsInFlight: Int? = 256
    /// How many answers that go on there may be, and how they do.
    public var eventStreams = EventStreamLimits()
    /// How long a connection may wait for its next request. The usual proxies close theirs after 60 seconds: the side that
    /// sends requests must be the first, or it sends one while the other side closes.
    public var idleTimeout = Duration.seconds(75)
    /// How long requests may go on after the process was told to stop.
    public var shutdownGrace = Duration.seconds(10)
    /// How often a client may call each product endpoint; nil for as often as it likes.
    public var productRateLimit: RateLimit? = RateLimit(5, per: .minute)
    /// How often a client may call `/api/v1`; nil for as often as it likes.
    public var apiRateLimit: RateLimit? = RateLimit(100, per: .minute)
    /// How often it may log in or register there, which counts for itself; nil for as often as it likes.
    public var authRateLimit: RateLimit? = RateLimit(20, per: .minute)
    /// Proxies whose `X-Forwarded-For` is believed.
    public var trustedProxies: [AddressBlock] = []
    public var cors = CORSSettings()
    /// How long browsers are to use nothing but HTTPS; nil to say nothing about it.
    public var strictTransport: Duration?
    /// Where the scripts of the documentation pages are.
    public var docsAssets = ".local/docs-ui"
    /// Where the console's own files are.
    public var consoleFiles = "console"
    /// Where the libraries are that the console needs.
    public var consoleLibraries = ".local/console-ui"

    // MARK: Data

    /// What the key of fields that are stored encrypted follows from.
    public var encryptionKey = Self.defaultEncryptionKey
    /// The one of before, while it is replaced.
    public var previousEncryptionKey: String?
    public var mongodbURI = "mongodb://localhost:27017/ecommerce"
    /// Connections, each with a thread.
    public var mongodbPoolSize = 16
    /// How many changes may commit together; 1 for each by itself.
    public var mongodbGroupSize = 1
    /// The longest that an operation may take.
    public var mongodbTimeout = Duration.seconds(4)
    /// Commands that take at least as long are logged, without values; nil for none.
    public var mongodbSlowQuery: Duration? = .milliseconds(100)
    public var redisURL = "redis://localhost:6379"
    public var isRedisEnabled = true
    /// The longest that a command may take.
    public var redisTimeout = Duration.milliseconds(100)
    /// The first part of every key in Redis. No variable sets it: the contract names the keys.
    public var keyPrefix = "ecommerce"
    /// The most that entries of the cache may take in this process' memory, in bytes; 0 keeps none there.
    public var nearCacheBytes = 67_108_864
    /// How long the cache keeps an entry.
    public var cacheTTL = Duration.seconds(300)

    // MARK: Jobs and mail

    /// Whether this process works on jobs beside requests, or leaves them to `bodega worker`.
    public var worksOnJobs = true
    /// How many jobs of a queue run at a time.
    public var jobsAtATime = 4
    /// How long jobs that are over are kept.
    public var jobsKept = Duration.seconds(7 * 86_400)
    public var mail = MailSettings()
    /// What customers know the shop as.
    public var shopName = "Bodega"
    /// Where customers reach the shop: links in mails begin with it.
    public var publicURL = "http://localhost:8000"

    // MARK: Figures

    /// In which the shop's days are.
    package var timeZone = CivilTimeZone.utc

    // MARK: Accounts

    public var jwtSecret = Self.defaultJWTSecret
    /// The secret of before, whose tokens are still believed.
    public var previousJWTSecret: String?
    public var jwtAlgorithm = TokenAlgorithm.hs256
    /// What tokens name as their maker, and whom as the ones they are for.
    public var jwtIssuer = "bodega"
    public var jwtAudience: String?
    /// How long a token is valid.
    public var accessTokenLifetime = Duration.seconds(15 * 60)
    /// How long a refresh token is valid.
    public var refreshTokenLifetime = Duration.seconds(7 * 86_400)
    /// How long after its exchange a refresh token may be used again, by a second tab or a client whose answer was lost.
    public var refreshReuseTime = Duration.seconds(10)
    /// The logarithm of the rounds of a password's hash.
    public var bcryptCost = 12
    /// Whether an account can be used only after its address was verified.
    public var requiresVerifiedEmail = false
    /// The failed logins to an account from one address after which further ones must wait; nil for any number.
    public var loginAttempts: Int? = 10

    // MARK: Carts

    /// How long the cart of somebody who is not logged in lasts without being used.
    public var anonymousCartLifetime = Duration.seconds(30 * 86_400)
    /// What is added to the price of goods: tax and shipping.
    public var pricing = PricingRules()
    /// Whether an order of `/api/v1` needs an address to send it to.
    public var requiresShippingAddress = true
    public var payments = PaymentSettings()

    // MARK: Orders

    /// How many days after shipping, or placing, an order is there.
    public var deliveryDays = 5

    // MARK: Invoices

    public var invoices = InvoiceSettings()

    // MARK: Images

    public var images = ImageStoreSettings()

    // MARK: Webhooks

    public var webhooks = WebhookSettings()

    // MARK: Exports and imports

    public var exports = ExportSettings()

    // MARK: Seeding

    public var createsDefaultAdmin = true
    public var defaultAdminEmail = "admin@example.com"
    public var defaultAdminPassword = Self.defaultAdminPassword
    public var seedsProducts = true
    public var seedFile = "seed/products.json"

    public init() {}

    static let defaultJWTSecret = "change_me"
    static let defaultEncryptionKey = "change_me"
    static let defaultAdminPassword = "admin123"
}

extension Settings {
    /// The keys of fields that are stored encrypted.
    public var encryptionKeys: EncryptionKeys {
        EncryptionKeys(secret: self.encryptionKey, previous: self.previousEncryptionKey.map { [$0] } ?? [])
    }
}
