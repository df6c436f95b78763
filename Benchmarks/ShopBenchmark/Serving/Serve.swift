import ArgumentParser
import Foundation
import Hummingbird
import Logging
import RouteKit
import ServiceLifecycle
import ShopAPI
import UnixSignals

/// Serves applications in one process, each on a port of its own, with the servers of MONGODB_URI and REDIS_URL.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the shop, and routes that send the same bytes and do nothing else.")

    @Argument(help: "What to serve on which port, as in shop=8001 bare=8000.")
    var applications: [ServedApplication]

    func run() async throws {
        let settings = Self.settings(ProcessInfo.processInfo.environment)
        var services: [any Service] = []
        for application in self.applications {
            var settings = settings
            settings.port = application.port
            application.kind.adjust(&settings)
            var logger = Logger(label: "bodega") { _ in LineLogHandler() }
            logger.logLevel = settings.logLevel
            switch application.kind {
            case .raw:
                services.append(
                    RawServer(port: application.port, answers: try await Answers(settings, logger)))
            case .bare:
                let answers = try await Answers(settings, logger)
                services.append(bareApplication(port: application.port, answers: answers, logger: logger))
            case .shop, .counting, .logging, .tracing, .uncached:
                services.append(try await buildApplication(settings, logger: logger))
            }
        }
        let configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "benchmark"))
        try await ServiceGroup(configuration: configuration).run()
    }

    /// The shop as it comes, but for sign-ups, which are no part of what is measured and would take long, and for addresses.
    private static func settings(_ environment: [String: String]) -> Settings {
        var settings = Settings()
        settings.mongodbURI = environment["MONGODB_URI"] ?? settings.mongodbURI
        settings.redisURL = environment["REDIS_URL"] ?? settings.redisURL
        settings.bcryptCost = 4
        settings.requiresShippingAddress = false
        return settings
    }
}
