import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import MongoODM
import RedisCache
import RouteKit
import ShopAPI
import TestSupport

private let shops = Turnstile(4)

/// The settings of a shop with a database and keys of its own on the servers that `make test` started.
func testSettings() -> Settings {
    let environment = ProcessInfo.processInfo.environment
    let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(16)
    var settings = Settings()
    settings.mongodbURI = uri(environment["MONGODB_URI"] ?? "mongodb://127.0.0.1:27017/?replicaSet=rs0", naming: name)
    settings.redisURL = environment["REDIS_URL"] ?? "redis://127.0.0.1:6379"
    settings.keyPrefix = "ecommerce-\(name)"
    settings.mongodbTimeout = .seconds(20)
    settings.mongodbPoolSize = 8
    // A second for a command: a test machine may be busy with anything.
    settings.redisTimeout = .seconds(1)
    settings.bcryptCost = 4
    settings.productRateLimit = nil
    settings.apiRateLimit = nil
    settings.authRateLimit = nil
    settings.requiresShippingAddress = false
    settings.port = 0
    settings.worksOnJobs = false
    settings.logLevel = .critical
    return settings
}

/// The connection string with another database.
private func uri(_ uri: String, naming database: String) -> String {
    guard let schemeEnd = uri.range(of: "://")?.upperBound else { return uri }
    let options = uri.firstIndex(of: "?") ?? uri.endIndex
    let path = uri[schemeEnd..<options].firstIndex(of: "/") ?? options
    return "\(uri[..<path])/\(database)\(uri[options...])"
}

/// Runs a test against a shop that listens on a port of its own, on real servers. Its database and keys are
/// removed afterwards, also after a failure.
///
/// - Parameters:
///   - mongodbURI: a MongoDB of the test's own; nil for the common one.
///   - redisURL: a Redis of the test's own; nil for the common one.
///   - logger: what the shop logs with.
///   - further: what it has besides its own features.
///   - configure: changes other settings.
func withShop(
    productRateLimit: RateLimit? = nil, mongodbURI: String? = nil, redisURL: String? = nil,
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    further: FurtherParts = FurtherParts(),
    configure: (inout Settings) -> Void = { _ in },
    _ body: @Sendable (ShopClient) async throws -> Void
) async throws {
    var settings = testSettings()
    settings.productRateLimit = productRateLimit
    if let mongodbURI {
        settings.mongodbURI = mongodbURI
        settings.mongodbTimeout = .seconds(4)
    }
    if let redisURL { settings.redisURL = redisURL }
    configure(&settings)
    try await shops.pass { [settings] in
        do {
            try await runShop(settings, further: further, logger: logger, body)
        } catch {
            try? await removeData(settings, logger: logger)
            throw error
        }
        try await removeData(settings, logger: logger)
    }
}

private func runShop(
    _ settings: Settings, further: FurtherParts = FurtherParts(), logger: Logger,
    _ body: @Sendable (ShopClient) async throws -> Void
) async throws {
    let backend = try await Backend(settings, furtherCacheNamespaces: further.cacheNamespaces, logger: logger)
    let worker = settings.worksOnJobs ? try ShopWorker(settings, shop: backend.shop, logger: logger) : nil
    let application = buildApplication(
        settings, backend: backend, worker: worker, further: try await further.routes(backend), logger: logger)
    try await application.test(.ahc(.http)) { http in
        try await body(ShopClient(http: http, settings: settings, backend: backend))
    }
}

private func removeData(_ settings: Settings, logger: Logger) async throws {
    let backend = try await Backend(settings, logger: logger)
    try await backend.mongo.defaultDatabase.drop()
    if let redis = backend.redis {
        // Not for ever: all tests wait for the place of a shop whose Redis a test has left dead.
        try await eventually { (try? await redis.send(.ping)) != nil }
        let keys = try await redis.send(.keys(matching: settings.keyPrefix + ":*"))
        if !keys.isEmpty { _ = try await redis.send(.unlink(keys)) }
    }
    await backend.shutDown()
}

extension ShopClient {
    /// Runs a second instance on the same data.
    ///
    /// - Parameters:
    ///   - configure: changes settings.
    ///   - logger: what it logs with.
    func withAnotherInstance(
        configure: (inout Settings) -> Void = { _ in },
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        _ body: @Sendable (ShopClient) async throws -> Void
    ) async throws {
        var settings = self.settings
        configure(&settings)
        try await runShop(settings, logger: logger, body)
    }
}
