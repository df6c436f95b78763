public import Catalog
public import Logging

extension Shop {
    /// Opens the admin's account unless the address has one.
    public func seedAdmin(email: String, password: String, logger: Logger) async throws {
        try await self.seeder(logger).seedAdmin(email: email, password: password)
    }

    /// Adds the products that are not there yet.
    public func seedProducts(_ drafts: [ProductDraft], logger: Logger) async throws {
        try await self.seeder(logger).seedProducts(drafts)
    }

    private func seeder(_ logger: Logger) -> Seeder {
        Seeder(accounts: self.accounts, products: self.products, catalog: self.catalog, logger: logger)
    }
}
