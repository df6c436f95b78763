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
        await CollectionWatch(self.products.products, logger: logger).run { news in
            switch news {
            case .began, .unreadable: await self.catalog.forgetAll()
            case .change(let change): await self.forget(change)
            case .current, .ended: break
            }
        }
    }

    private func forget(_ change: Change<Product>) async {
        let changed = change.updatedFields + change.removedFields
        if change.kind == .update, !changed.isEmpty, changed.allSatisfy(CatalogChange.isDerived) { return }
        let products = change.document.map { [$0] } ?? []
        let isRenamed = !change.updatedFields.allSatisfy { $0 != "slug" && $0 != "product_id" }
        let update = CatalogChange(ofFields: changed)
        switch (change.kind, change.id) {
        case (.insert, _) where !products.isEmpty:
            await self.catalog.forget(products)
        case (.update, _) where !products.isEmpty && !isRenamed:
            await self.catalog.forget(products, after: update)
        case (.insert, let id?), (.update, let id?), (.replace, let id?), (.delete, let id?):
            await self.catalog.forget(products, ids: [id])
        default:
            await self.catalog.forgetAll()
        }
    }
}
