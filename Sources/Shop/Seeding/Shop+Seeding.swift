public import Catalog
public import FoundationEssentials
public import Logging
import MongoODM

extension Shop {
    /// Opens the admin's account unless the address has one.
    public func seedAdmin(email: String, password: String, logger: Logger) async throws {
        try await self.seeder(logger).seedAdmin(email: email, password: password)
    }

    /// Adds the products to a shop that has none, once.
    ///
    /// - Parameter again: whether to fill a shop that has been filled before, and was emptied.
    public func seedProducts(_ drafts: [ProductDraft], again: Bool = false, logger: Logger) async throws {
        try await self.seeder(logger).seedProducts(drafts, again: again)
    }

    /// Adds a made-up year of orders with the accounts that placed them, once.
    ///
    /// - Parameter end: the end of the year.
    public func seedOrders(_ count: Int, until end: Date, logger: Logger) async throws {
        try await OrderSeeder(
            orders: Repository(self.seedings.database), users: Repository(self.seedings.database),
            products: self.products.products,
            seedings: self.seedings, summaries: self.summaries, logger: logger
        ).seed(count, until: end)
    }

    private func seeder(_ logger: Logger) -> Seeder {
        Seeder(
            accounts: self.accounts, products: self.products, catalog: self.catalog, seedings: self.seedings,
            logger: logger)
    }
}
