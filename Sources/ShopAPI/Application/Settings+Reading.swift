import Accounts
import BackOffice
public import Configuration
import FoundationEssentials
import Logging
import MongoJobs
import RedisCache
import RouteKit

extension Settings {
    /// Reads the settings; those that are not given keep their defaults.
    ///
    /// - Throws: ``SettingsError`` with every value that is not allowed.
    public init(_ config: ConfigReader) throws(SettingsError) {
        self.init()
        var reader = SettingsReader(config)
        self.readApplication(&reader)
        self.readHTTP(&reader)
        self.readData(&reader)
        self.readJobs(&reader)
        reader.readMail(into: &self.mail)
        self.readAccounts(&reader)
        reader.readPricing(into: &self.pricing)
        reader.readFlag("REQUIRE_SHIPPING_ADDRESS", into: &self.requiresShippingAddress)
        reader.readPayments(into: &self.payments, in: self.environment)
        reader.readInvoices(into: &self.invoices)
        reader.readImages(into: &self.images)
        reader.readWebhooks(into: &self.webhooks)
        reader.readExports(into: &self.exports)
        reader.readCORS(into: &self.cors)
        if self.environment == .production { self.checkSecrets(&reader) }
        guard reader.problems.isEmpty else { throw SettingsError(problems: reader.problems) }
    }

    private mutating func readApplication(_ reader: inout SettingsReader) {
        reader.readChoice("APP_ENV", into: &self.environment)
        reader.readChoice("LOG_LEVEL", into: &self.logLevel)
        reader.readText("DOCS_ASSETS", into: &self.docsAssets)
        reader.readText("CONSOLE_FILES", into: &self.consoleFiles)
        reader.readText("CONSOLE_LIBRARIES", into: &self.consoleLibraries)
        reader.readFlag("SEED_PRODUCTS", into: &self.seedsProducts)
        reader.readText("SEED_FILE", into: &self.seedFile)
    }

    private mutating func readHTTP(_ reader: inout SettingsReader) {
        reader.readText("HOST", into: &self.host)
        reader.readNumber("PORT", into: &self.port, 0...65_535)
        reader.readNumber("MAX_BODY_BYTES", into: &self.maximumBodySize, 1...1_073_741_824)
        reader.readNumber("MAX_HEAD_BYTES", into: &self.maximumHeadSize, 8192...1_048_576)
        reader.readNumber("MAX_CONNECTIONS", into: &self.maximumConnections, 1...1_000_000)
        reader.read(
            "MAX_REQUESTS_IN_FLIGHT", into: &self.maximumRequestsInFlight,
            allowed: "a whole number from 1 to 100000, or off"
        ) { text in
            if text == "off" { return .some(nil) }
            return Int(text).flatMap { 1...100_000 ~= $0 ? $0 : nil }
        }
        reader.readNumber("MAX_EVENT_STREAMS", into: &self.eventStreams.streams, 1...1_000_000)
        reader.readDuration("HEAD_TIMEOUT_SECONDS", into: &self.headTimeout, 1...3600) { .seconds($0) }
        reader.readDuration("BODY_TIMEOUT_SECONDS", into: &self.bodyTimeout, 1...3600) { .seconds($0) }
        reader.readDuration("IDLE_TIMEOUT_SECONDS", into: &self.idleTimeout, 1...86_400) { .seconds($0) }
        reader.readDuration("SHUTDOWN_GRACE_SECONDS", into: &self.shutdownGrace, 0...3600) { .seconds($0) }
        reader.readRateLimit("PRODUCT_RATE_LIMIT", into: &self.productRateLimit)
        reader.readRateLimit("API_RATE_LIMIT", into: &self.apiRateLimit)
        reader.readRateLimit("AUTH_RATE_LIMIT", into: &self.authRateLimit)
        reader.read("HSTS_SECONDS", into: &self.strictTransport, allowed: "a whole number from 1 to 63072000, or off") {
            text in
            if text == "off" { return .some(nil) }
            guard let seconds = Int(text), 1...63_072_000 ~= seconds else { return nil }
            return .some(.seconds(seconds))
        }
        reader.readList(
            "TRUSTED_PROXIES", into: &self.trustedProxies,
            allowed: "addresses or blocks between commas, as in 10.0.0.0/8,fd00::/8"
        ) {
            AddressBlock($0)
        }
    }

    private mutating func readData(_ reader: inout SettingsReader) {
        reader.readText("ENCRYPTION_KEY", into: &self.encryptionKey, isSecret: true)
        reader.read(
            "ENCRYPTION_KEY_PREVIOUS", into: &self.previousEncryptionKey, allowed: "a text", isSecret: true
        ) { $0 }
        // A connection string may hold a password.
        reader.read(
            "MONGODB_URI", into: &self.mongodbURI,
            allowed: "a connection string that names a database, as in \(self.mongodbURI)", isSecret: true
        ) {
            Self.namesDatabase($0) ? $0 : nil
        }
        reader.readNumber("MONGODB_POOL_SIZE", into: &self.mongodbPoolSize, 1...256)
        reader.readNumber("MONGODB_GROUP_SIZE", into: &self.mongodbGroupSize, 1...64)
        reader.readDuration("MONGODB_TIMEOUT_MS", into: &self.mongodbTimeout, 100...60_000) { .milliseconds($0) }
        reader.read(
            "MONGODB_SLOW_QUERY_MS", into: &self.mongodbSlowQuery, allowed: "a whole number from 1 to 60000, or off"
        ) { text in
            if text == "off" { return .some(nil) }
            return Int(text).flatMap { 1...60_000 ~= $0 ? .milliseconds($0) : nil }
        }
        reader.read(
            "REDIS_URL", into: &self.redisURL, allowed: "a connection string, as in \(self.redisURL)", isSecret: true
        ) {
            (try? RedisSettings(url: $0)) == nil ? nil : $0
        }
        reader.readFlag("REDIS_ENABLED", into: &self.isRedisEnabled)
        if reader.isEmpty("REDIS_URL") { self.isRedisEnabled = false }
        reader.readDuration("REDIS_TIMEOUT_MS", into: &self.redisTimeout, 1...60_000) { .milliseconds($0) }
        reader.readNumber("NEAR_CACHE_BYTES", into: &self.nearCacheBytes, 0...1_099_511_627_776)
        reader.readDuration("CACHE_TTL_SECONDS", into: &self.cacheTTL, 1...31_536_000) { .seconds($0) }
    }

    /// Whether a connection string of MongoDB names a database behind its hosts. Without one, the driver would take `test`.
    private static func namesDatabase(_ uri: String) -> Bool {
        guard let scheme = ["mongodb://", "mongodb+srv://"].first(where: uri.hasPrefix) else { return false }
        let location = uri.dropFirst(scheme.count).prefix { $0 != "?" }
        guard let slash = location.firstIndex(of: "/") else { return false }
        return !location[slash...].dropFirst().isEmpty
    }

    private mutating func readJobs(_ reader: inout SettingsReader) {
        reader.read("WORKER", into: &self.worksOnJobs, allowed: "inline or off") {
            ["inline": true, "off": false][$0]
        }
        reader.readNumber("WORKER_CONCURRENCY", into: &self.jobsAtATime, 1...1000)
        reader.readDuration("JOBS_KEEP_DAYS", into: &self.jobsKept, 1...3650) { .seconds($0 * 86_400) }
        reader.readText("SHOP_NAME", into: &self.shopName)
        reader.read(
            "SHOP_TIMEZONE", into: &self.timeZone, allowed: "the IANA name of a time zone, as in Europe/Berlin"
        ) {
            guard let zone = try? CivilTimeZone($0), zone.hasQuarterHours else { return nil }
            return zone
        }
        reader.read(
            "PUBLIC_URL", into: &self.publicURL, allowed: "http:// or https:// and a host, as in https://shop.example"
        ) {
            Self.webAddress($0)
        }
    }

    /// An address of a site without a slash at its end; nil where a text is none.
    private static func webAddress(_ text: String) -> String? {
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host()?.isEmpty == false,
            url.query == nil, url.fragment == nil
        else { return nil }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private mutating func readAccounts(_ reader: inout SettingsReader) {
        reader.readText("JWT_SECRET", into: &self.jwtSecret, isSecret: true)
        reader.read("JWT_SECRET_PREVIOUS", into: &self.previousJWTSecret, allowed: "a text", isSecret: true) { $0 }
        reader.readChoice("JWT_ALG", into: &self.jwtAlgorithm)
        reader.readText("JWT_ISSUER", into: &self.jwtIssuer)
        reader.read("JWT_AUDIENCE", into: &self.jwtAudience, allowed: "a text") { .some($0) }
        reader.readDuration("ACCESS_TOKEN_EXPIRES_MIN", into: &self.accessTokenLifetime, 1...525_600) {
            .seconds($0 * 60)
        }
        reader.readDuration("REFRESH_TOKEN_EXPIRES_DAYS", into: &self.refreshTokenLifetime, 1...3650) {
            .seconds($0 * 86_400)
        }
        reader.readDuration("REFRESH_REUSE_SECONDS", into: &self.refreshReuseTime, 0...3600) { .seconds($0) }
        reader.readFlag("REQUIRE_VERIFIED_EMAIL", into: &self.requiresVerifiedEmail)
        reader.readNumber("BCRYPT_COST", into: &self.bcryptCost, 4...15)
        reader.read("LOGIN_ATTEMPTS", into: &self.loginAttempts, allowed: "a whole number from 1 to 1000, or off") {
            text in
            if text == "off" { return .some(nil) }
            guard let count = Int(text), 1...1000 ~= count else { return nil }
            return .some(count)
        }
        reader.readDuration("ANONYMOUS_CART_DAYS", into: &self.anonymousCartLifetime, 1...3650) {
            .seconds($0 * 86_400)
        }
        reader.readNumber("DELIVERY_DAYS", into: &self.deliveryDays, 1...90)
        reader.readFlag("CREATE_DEFAULT_ADMIN", into: &self.createsDefaultAdmin)
        reader.read("DEFAULT_ADMIN_EMAIL", into: &self.defaultAdminEmail, allowed: "an e-mail address") {
            SignupRequest.accepts(email: $0) ? EmailAddress($0).text : nil
        }
        reader.read(
            "DEFAULT_ADMIN_PASSWORD", into: &self.defaultAdminPassword,
            allowed: "at least 8 characters, at most \(PasswordHasher.maximumBytes) bytes, and not a common one",
            isSecret: true
        ) {
            SignupRequest.accepts(password: $0) ? $0 : nil
        }
    }

    /// What everybody knows or can guess protects nothing.
    private func checkSecrets(_ reader: inout SettingsReader) {
        for (name, secret) in [
            ("JWT_SECRET", self.jwtSecret), ("JWT_SECRET_PREVIOUS", self.previousJWTSecret),
            // The one of before only reads, whatever it was: what it has encrypted can be saved.
            ("ENCRYPTION_KEY", self.encryptionKey),
        ] {
            // The default is shorter than that, too.
            guard let secret, secret.utf8.count < 32 else { continue }
            reader.refuse(
                name, nil, allowed: "a secret of your own of at least 32 bytes when APP_ENV is production")
        }
        if self.createsDefaultAdmin, self.defaultAdminPassword == Self.defaultAdminPassword {
            reader.refuse(
                "DEFAULT_ADMIN_PASSWORD", nil,
                allowed: "a password of your own when APP_ENV is production (or set CREATE_DEFAULT_ADMIN=false)")
        }
    }
}
