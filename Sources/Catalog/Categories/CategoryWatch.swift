import BSON
import Logging
import MongoODM
import RedisCache
import ShopCore

/// Forgets the categories, and drops the products' pages that show them, when MongoDB tells that one has changed, whichever
/// instance or program changed it.
struct CategoryWatch: Sendable {
    let repository: CategoryRepository
    let known: Known<CategoryTable>
    let cache: CacheManager

    /// Watches until the task is cancelled.
    func run(logger: Logger) async {
        // A product that is put into a category changes nothing that is known of the category.
        let changed = Pipeline().stage([
            "$match": ["updateDescription.updatedFields.uses": ["$exists": false]]
        ])
        await self.known.follow(CollectionWatch(self.repository.categories, changed, logger: logger)) {
            // An instance may have shown an old name until now.
            await self.cache.invalidate(CatalogCache.namespace, CatalogChange.all.patternsAtOnce)
        }
    }
}
