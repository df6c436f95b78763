import BSON
import MongoODM
import RedisCache
public import Schemas
public import ShopCore

/// What is shown of categories.
extension CategoryService {
    /// All categories as trees, kept with the lists of products, because they tell how many there are.
    ///
    /// - Parameters:
    ///   - presentation: its name, one of ``CatalogCache/presentations``.
    ///   - show: makes it.
    public func trees<Shown: SchemaValue>(
        as presentation: String, _ show: @escaping @Sendable ([CategoryTree]) -> Shown
    ) async throws -> Representation<Shown> {
        try await self.cache.cached(
            namespace: CatalogCache.namespace, key: CatalogCache.categoriesKey(presentation, nil)
        ) {
            let (table, counts) = (try await self.table(), try await self.products.countsByCategory())
            return Representation(
                show(
                    table.parts(of: nil).map {
                        CategoryTree($0, in: table, counts: counts, levels: Self.deepest)
                    }))
        }
    }

    /// The same trees, or the page if one is asked for, if this process has them in memory.
    public func listInMemory<Shown: SchemaValue>(
        _ request: PageRequest?, as presentation: String
    ) -> Representation<Shown>? {
        self.cache.valueInMemory(
            namespace: CatalogCache.namespace, key: CatalogCache.categoriesKey(presentation, request))
    }

    /// A page of all categories, each before what is part of it; without their parts.
    public func page<Shown: SchemaValue>(
        _ request: PageRequest, as presentation: String,
        _ show: @escaping @Sendable (CountedPage<CategoryTree>) -> Shown
    ) async throws -> Representation<Shown> {
        try await self.cache.cached(
            namespace: CatalogCache.namespace, key: CatalogCache.categoriesKey(presentation, request)
        ) {
            let (table, counts) = (try await self.table(), try await self.products.countsByCategory())
            var list: [CategoryTree] = []
            func add(_ id: ObjectID?, _ levels: Int) {
                for category in table.parts(of: id) {
                    list.append(CategoryTree(category, count: counts[category.id] ?? 0, parts: []))
                    if levels > 0 { add(category.id, levels - 1) }
                }
            }
            add(nil, Self.deepest)
            return Representation(show(CountedPage(of: list, request)))
        }
    }

    /// A category with all that is part of it.
    ///
    /// - Parameter name: its id or slug.
    /// - Throws: ``ShopError`` `notFound`.
    public func tree(named name: String) async throws -> CategoryTree {
        // Not from what is known: whoever has just read the category may change it by its entity tag.
        guard let category = try await self.repository.find(idOrSlug: name) else { throw Self.notFound }
        return try await self.tree(of: category)
    }

    func tree(of category: Category, in transaction: Transaction? = nil) async throws -> CategoryTree {
        let parts = try await self.repository.descendants(of: category.id, in: transaction)
        let counts = try await self.products.countsByCategory(below: category.id, in: transaction)
        return CategoryTree(
            category, in: CategoryTable([category] + parts), counts: counts, levels: Self.deepest)
    }
}

extension CategoryRepository {
    func find(idOrSlug text: String, in transaction: Transaction? = nil) async throws -> Category? {
        if let id = ObjectID(text), let found = try await self.find(id, in: transaction) { return found }
        return try await self.categories.findOne(\.slug == text, in: transaction)
    }
}

extension ProductRepository {
    /// How many active products each category has, those of its parts included.
    ///
    /// - Parameter category: only of what is in it; nil for all.
    func countsByCategory(
        below category: ObjectID? = nil, in transaction: Transaction? = nil
    ) async throws -> [ObjectID: Int] {
        var query: Query<Product> = \.isActive == true
        if let category { query = query && .has(\.categoryIDs, category) }
        let pipeline = Pipeline().match(query).project(["category_ids": .field(\Product.categoryIDs)])
            .stage(["$unwind": "$category_ids"])
            .stage(["$group": ["_id": "$category_ids", "count": ["$sum": 1]]])
        let found = try await self.products.aggregate(
            pipeline, as: CategoryCount.self, limit: CategoryRepository.capacity * 2, in: transaction)
        return Dictionary(found.map { ($0.id, $0.count) }) { first, _ in first }
    }
}

private struct CategoryCount: SchemaObject {
    var id: ObjectID
    var count: Int

    static let schema = Schema(CategoryCount.init) {
        Field("_id", \.id)
        Field("count", \.count)
    }
}
