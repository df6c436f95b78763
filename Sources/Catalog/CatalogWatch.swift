import Logging
import MongoODM
import ShopCore

/// Drops what the cache keeps of products when MongoDB tells that they changed, whichever program changed them.
///
/// A change through the shop drops it at once. This is for changes after which no invalidation comes: those of a
/// process that was killed between the commit and the invalidation, and those of other programs.
struct CatalogWatch: Sendable {
    let products: ProductRepository
    let catalog: CatalogService

    /// Watches until the task is cancelled.
    func run(logger: Logger) async {
        var outage = Outage()
        while !Task.isCancelled {
            do {
                let changes = try await self.products.products.changes()
                // What changed before is not told any more.
                await self.catalog.forgetAll()
                if outage.end() { logger.notice("Changes of products are watched again") }
                try await self.follow(changes)
            } catch {
                if Task.isCancelled { return }
                let reason = "\(error)"
                if outage.isNew(reason) {
                    logger.warning(
                        "Changes of products that other programs make are not noticed for now",
                        metadata: ["reason": "\(reason)"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func follow(_ changes: ChangeStream<Product>) async throws {
        var iterator = changes.makeAsyncIterator()
        while true {
            do {
                guard let change = try await iterator.next() else { return }
                await self.forget(change)
            } catch let error as MongoError where error.code == .decoding {
                // Which product has become unreadable is not known; the stream goes on behind it.
                await self.catalog.forgetAll()
            }
        }
    }

    private func forget(_ change: Change<Product>) async {
        let products = change.document.map { [$0] } ?? []
        let isRenamed = !change.updatedFields.allSatisfy { $0 != "slug" && $0 != "product_id" }
        switch (change.kind, change.id) {
        case (.insert, _) where !products.isEmpty:
            await self.catalog.forget(products)
        case (.update, _) where !products.isEmpty && !isRenamed:
            await self.catalog.forget(products)
        case (.insert, let id?), (.update, let id?), (.replace, let id?), (.delete, let id?):
            await self.catalog.forget(products, ids: [id])
        default:
            await self.catalog.forgetAll()
        }
    }
}
