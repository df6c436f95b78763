import ArgumentParser
import Hummingbird
import RouteKit
import ShopAPI

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Seed the shop where it is empty, and serve it over HTTP.")

    func run() async throws {
        raiseOpenFileLimit()
        try await withSettings { settings, logger in
            let application = try await buildApplication(settings, logger: logger)
            try await runUntilTold(application, settings, logger: application.logger)
        }
    }
}
