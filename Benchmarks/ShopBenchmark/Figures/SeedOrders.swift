import ArgumentParser
import Foundation
import Logging
import RouteKit
import Shop
import ShopAPI

/// Fills the database of MONGODB_URI with a made-up year of orders, as `bodega seed` does.
struct SeedOrders: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add a year of orders to the shop of MONGODB_URI.")

    @Argument(help: "How many.")
    var count: Int

    func run() async throws {
        var settings = Settings()
        settings.mongodbURI = ProcessInfo.processInfo.environment["MONGODB_URI"] ?? settings.mongodbURI
        settings.isRedisEnabled = false
        settings = settings.patient()
        let logger = Logger(label: "bodega") { _ in LineLogHandler() }
        let backend = try await Backend(settings, logger: logger)
        try await backend.prepare(settings, seedingAgain: true, logger: logger)
        let today = (Date.now.timeIntervalSince1970 / 86_400).rounded(.down) * 86_400
        try await backend.shop.seedOrders(self.count, until: Date(timeIntervalSince1970: today), logger: logger)
        await backend.shutDown()
    }
}
