package import Logging
import MongoODM
package import RedisCache
package import ShopCore

/// The catalog: what the shop sells, and how many of it are left.
package struct CatalogFeature: Feature {
    package let service: CatalogService
    package let products: ProductRepository
    private let cache: CacheManager

    package init(_ collections: Collections, audit: AuditTrail, cache: CacheManager) {
        self.products = ProductRepository(collections)
        self.service = CatalogService(
            products: self.products, numbers: ProductNumbers(collections, products: self.products.products),
            audit: audit, cache: cache)
        self.cache = cache
    }

    package static let auditedKinds = [AuditedKind.product]
    package static let cacheNamespaces: Set = [CatalogCache.namespace]

    package var invariants: [any Invariant] { [StockInvariant(products: self.products)] }

    /// Keeps the cache true where the service's own invalidations can't.
    package func run(logger: Logger) async {
        guard self.cache.isEnabled else { return }
        await CatalogWatch(products: self.products, catalog: self.service).run(logger: logger)
    }
}
