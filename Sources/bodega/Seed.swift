import ArgumentParser
import FoundationEssentials
import Schemas
import Shop
import ShopAPI

struct Seed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add the default admin, and the sample products to a shop that has none.")

    @Option(help: "Add so many made-up orders too, of a year, with the accounts that placed them; once.")
    var orders: Int?

    @Option(help: "The day that the year of orders ends before, as in 2026-01-01; today if it is not named. By UTC.")
    var until: String?

    func validate() throws {
        guard self.orders.map({ 1...10_000_000 ~= $0 }) ?? true else {
            throw ValidationError("From 1 to 10000000 orders can be added")
        }
        guard self.until == nil || self.end != nil else { throw ValidationError("\(self.until ?? "") is no day") }
    }

    func run() async throws {
        try await withSettings { settings, logger in
            var settings = settings
            settings.createsDefaultAdmin = true
            settings.seedsProducts = true
            try await withBackend(settings, logger) { backend in
                try await backend.prepare(settings, seedingAgain: true, logger: logger)
            }
            guard let orders = self.orders else { return }
            let today = Date(timeIntervalSince1970: (Date.now.timeIntervalSince1970 / 86_400).rounded(.down) * 86_400)
            try await withBackend(settings.patient(), logger) { backend in
                try await backend.shop.seedOrders(orders, until: self.end ?? today, logger: logger)
            }
        }
    }

    private var end: Date? { self.until.flatMap { Date(rfc3339: $0 + "T00:00:00Z") } }
}
