import ArgumentParser
import Hummingbird
import RouteKit
import ServiceLifecycle
import ShopAPI
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Seed the shop where it is empty, and serve it over HTTP.")

    func run() async throws {
        raiseOpenFileLimit()
        try await withSettings { settings, logger in
            let application = try await buildApplication(settings, logger: logger)
            var configuration = ServiceGroupConfiguration(
                services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: application.logger)
            configuration.maximumGracefulShutdownDuration = settings.shutdownGrace
            try await ServiceGroup(configuration: configuration).run()
        }
    }
}
