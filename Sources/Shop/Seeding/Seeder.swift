import Accounts
import Catalog
import FoundationEssentials
import Logging
import MongoODM
import ShopCore

/// Fills an empty shop: what is there already is left as it is.
struct Seeder: Sendable {
    let accounts: AccountService
    let products: ProductRepository
    let catalog: CatalogService
    let seedings: Repository<Seeding>
    let logger: Logger

    private static let author = Author(command: "seed")

    /// Opens the admin's account unless the address has one.
    func seedAdmin(email: String, password: String) async throws {
        do {
            _ = try await self.accounts.createAdmin(email: email, password: password, by: Self.author)
            self.logger.info("Admin created", metadata: ["email": "\(email)"])
        } catch let error as ShopError where error.kind == .conflict {
            self.logger.debug("Admin exists", metadata: ["email": "\(email)"])
        }
    }

    /// Adds the products to a shop that has none, once: what was deleted since stays deleted. All are added or none, and of
    /// several instances that do so at once, one does.
    ///
    /// - Parameter again: whether to fill a shop that has been filled before, and was emptied.
    func seedProducts(_ drafts: [ProductDraft], again: Bool) async throws {
        if !again, try await self.seedings.get(Self.products) != nil {
            return self.logger.debug("Products were seeded before")
        }
        try await self.catalog.noteWords(of: drafts)
        let created = try await self.products.client.transaction { transaction in
            // All write this document first. The second one begins anew when the first has ended.
            let before = try await self.seedings.findOneAndUpdate(
                \.id == Self.products, .set(\.count, 0), .set(\.at, .now), upsert: true, returning: .before,
                in: transaction)
            let isEmpty = try await self.products.products.count(limit: 1, in: transaction) == 0
            guard isEmpty, again || before == nil else { return 0 }
            for draft in drafts {
                _ = try await self.catalog.create(draft, by: Self.author, in: transaction)
            }
            try await self.seedings.updateOne(\.id == Self.products, .set(\.count, drafts.count), in: transaction)
            return drafts.count
        }
        // Other instances may serve pages that lack them.
        if created > 0 { await self.catalog.forgetAll() }
        self.logger.info("Products seeded", metadata: ["created": "\(created)", "listed": "\(drafts.count)"])
    }

    private static let products = "products"
}
