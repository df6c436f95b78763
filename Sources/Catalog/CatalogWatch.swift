import Logging
import MongoODM
import ShopCore

/// Drops what the cache keeps of products when MongoDB tells that they changed, whoever changed them.
///
/// Whoever changes a product through the shop drops it at once. This is for changes that nobody could drop it for: by a
/// process that was killed between the commit and the invalidation, and by other programs.
struct CatalogWatch: Sendable {
    let products: ProductRepository
    let catalog: CatalogService

    /// Watches until the task is cancelled.
    func run(logger: Logger) async {
        var isWatching = true
        while !Task.isCancelled {
            do {
                var changes = try await self.products.products.changes().makeAsyncIterator()
                // What changed before is not told any more.
                await self.catalog.forgetAll()
                if !isWatching { logger.notice("Changes of products are watched again") }
                isWatching = true
                while try await self.forgetNext(of: &changes) {}
            } catch {
                if Task.isCancelled { return }
                if isWatching {
                    logger.warning(
                        "Changes of products that other programs make are not noticed for now",
                        metadata: ["reason": "\(error)"])
                }
                isWatching = false
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// - Returns: false at the end.
    private func forgetNext(of changes: inout ChangeStream<Product>.Iterator) async throws -> Bool {
        do {
            guard let change = try await changes.next() else { return false }
            await self.forget(change)
        } catch let error as MongoError where error.code == .decoding {
            // It may be the slug that can't be read. The stream goes on behind it.
            await self.catalog.forgetAll()
        }
        return true
    }

    private func forget(_ change: Change<Product>) async {
        // An update that renames a page does not tell the old name, nor does a deletion.
        let isNamed = change.kind == .insert || change.kind == .update && !change.updatedFields.contains("slug")
        if isNamed, let product = change.document {
            await self.catalog.forget([product.slug])
        } else {
            await self.catalog.forgetAll()
        }
    }
}
