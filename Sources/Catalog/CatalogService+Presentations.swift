public import BSON
import RedisCache
public import Schemas
public import ShopCore

/// What other presentations than the primary one show. They are made of the same products, and dropped with them.
extension CatalogService {
    /// A page of the active products in another presentation, the newest first.
    ///
    /// - Parameters:
    ///   - search: text that the name or the category has somewhere in it; nil or empty for all.
    ///   - category: the id, the slug or the name of the category that they are in; nil for any.
    ///   - presentation: its name, one of ``CatalogCache/presentations``.
    ///   - show: makes it.
    public func page<Shown: SchemaValue>(
        search: String?, category: String? = nil, _ request: PageRequest, as presentation: String,
        _ show: @escaping @Sendable (CountedPage<ListedProduct>) -> Shown
    ) async throws -> Representation<Shown> {
        let key = CatalogCache.pageKey(presentation, search: search, category: category, request)
        return try await self.cache.cached(namespace: CatalogCache.namespace, key: key) {
            var categoryID: ObjectID?
            if let category {
                guard let known = try await self.categories.table().named(category) else {
                    return Representation(show(CountedPage(of: [], request)))
                }
                categoryID = known.id
            }
            let page = try await self.products.page(search, in: categoryID, request)
            let table = try await self.categories.table(for: page.items)
            return Representation(show(page.map { ListedProduct($0, in: table) }))
        }
    }

    /// The same page if this process has it in memory.
    public func pageInMemory<Shown: SchemaValue>(
        search: String?, category: String? = nil, _ request: PageRequest, as presentation: String
    ) -> Representation<Shown>? {
        let key = CatalogCache.pageKey(presentation, search: search, category: category, request)
        return self.cache.valueInMemory(namespace: CatalogCache.namespace, key: key)
    }

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
            guard let product = try await reference.find(in: self.products.products), product.isActive else {
                throw Self.notFound
            }
            let table = try await self.categories.table(for: [product])
            return Representation(show(ListedProduct(product, in: table)), cacheTags: [CatalogCache.tag(product.id)])
        }
    }

    /// The same product if this process has it in memory.
    public func productInMemory<Shown: SchemaValue>(
        named name: String, as presentation: String
    ) -> Representation<Shown>? {
        let key = CatalogCache.pageKey(presentation, ProductReference(name))
        return self.cache.valueInMemory(namespace: CatalogCache.namespace, key: key)
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
