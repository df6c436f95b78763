import Accounts
import Catalog
import Logging
import ShopCore

/// Fills an empty shop: what is there already is left as it is.
struct Seeder: Sendable {
    let accounts: AccountService
    let products: ProductRepository
    let catalog: CatalogService
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

    /// Adds those products whose number and slug are free. Several instances may do so at once: the unique
    /// indexes let each product in once.
    func seedProducts(_ drafts: [ProductDraft]) async throws {
        let existing = try await self.products.find(numbers: drafts.map(\.productID))
        var created = 0
        for draft in drafts where existing[draft.productID] == nil {
            do {
                // Other instances may serve pages that lack it.
                try await self.catalog.create(draft, by: Self.author)
                created += 1
            } catch let error as ShopError where error.kind == .conflict {
                continue
            }
        }
        self.logger.info("Products seeded", metadata: ["created": "\(created)", "listed": "\(drafts.count)"])
    }
}
