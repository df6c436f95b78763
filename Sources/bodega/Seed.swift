import ArgumentParser
import ShopAPI

struct Seed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add the default admin, and the sample products to a shop that has none.")

    func run() async throws {
        try await withSettings { settings, logger in
            var settings = settings
            settings.createsDefaultAdmin = true
            settings.seedsProducts = true
            try await withBackend(settings, logger) { backend in
                try await backend.prepare(settings, seedingAgain: true, logger: logger)
            }
        }
    }
}
