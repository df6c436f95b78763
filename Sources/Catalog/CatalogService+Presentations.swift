public import BSON
import FoundationEssentials
import RedisCache
public import Schemas
public import ShopCore

/// What other presentations than the primary one show. They are made of the same products, and dropped with them.
extension CatalogService {
    /// An active product in another presentation.
    ///
    /// - Parameters:
    ///   - name: the product's id, number or slug.
    ///   - presentation: its name, one of ``CatalogCache/presentations``.
    ///   - show: makes it.
    /// - Throws: ``ShopError`` `notFound`.
    public func product<Shown: SchemaValue>(
        named name: String, as presentation: String, _ show: @escaping @Sendable (ListedProduct) -> Shown
    ) async throws -> Representation<Shown> {
        let reference = ProductReference(name)
        let key = CatalogCache.pageKey(presentation, reference)
        return try await self.cache.cached(namespace: CatalogCache.namespace, key: key) {
            let now = Date.now
            guard let product = try await reference.find(in: self.products.products), product.isActive else {
                throw Self.notFound
            }
            return Representation(
                show(try await self.listed(product, at: now)), cacheTags: [CatalogCache.tag(product.id)],
                until: product.nextPriceChange(after: now))
        }
    }

    /// The same product if this process has it in memory.
    public func productInMemory<Shown: SchemaValue>(
        named name: String, as presentation: String
    ) -> Representation<Shown>? {
        let key = CatalogCache.pageKey(presentation, ProductReference(name))
        return self.cache.valueInMemory(namespace: CatalogCache.namespace, key: key)
    }

    /// A page of the tags that active products have, in another presentation.
    public func tags<Shown: SchemaValue>(
        _ request: PageRequest, as presentation: String,
        _ show: @escaping @Sendable (CountedPage<TagCount>) -> Shown
    ) async throws -> Representation<Shown> {
        let key = CatalogCache.tagsKey(presentation, request)
        return try await self.cache.cached(namespace: CatalogCache.namespace, key: key) {
            Representation(show(try await self.products.tags(request)))
        }
    }

    /// A product as those see it who may change it: also one that is not active, or was removed.
    ///
    /// - Parameters:
    ///   - name: its id, number or slug.
    ///   - scope: whose products they may change.
    /// - Throws: ``ShopError`` `notFound`.
    public func anyProduct(named name: String, within scope: ProductScope) async throws -> ListedProduct {
        guard let product = try await self.products.find(named: name), scope.contains(product) else {
            throw Self.notFound
        }
        return try await self.listed(product)
    }

    /// What an active product is called in URLs that was called otherwise before.
    ///
    /// - Returns: nil when none was.
    public func presentSlug(ofFormer slug: String) async throws -> String? {
        try await self.products.presentSlug(ofFormer: slug)
    }

    /// The id of a product, active or not.
    ///
    /// - Parameter name: its id, number or slug.
    /// - Throws: ``ShopError`` `notFound`.
    public func id(ofProductNamed name: String) async throws -> ObjectID {
        if let product = try await self.products.find(named: name) { return product.id }
        // A product that can't be read is found by its id alone.
        guard let id = ObjectID(name) else { throw Self.notFound }
        return id
    }
}
