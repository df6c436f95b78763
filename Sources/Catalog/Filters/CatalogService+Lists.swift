import BSON
import FoundationEssentials
import MongoODM
import RedisCache
public import Schemas
public import ShopCore

/// Lists of products as other presentations than the primary one show them.
extension CatalogService {
    /// A page of the active products in another presentation.
    ///
    /// - Parameters:
    ///   - filter: which of them.
    ///   - order: in which order.
    ///   - hasFacets: whether to count what each further filter would leave.
    ///   - presentation: its name, one of ``CatalogCache/presentations``.
    ///   - show: makes it.
    /// - Throws: ``ShopError`` `busy` for a combination that takes too long.
    public func page<Shown: SchemaValue>(
        _ filter: ProductFilter, by order: ProductOrder = .newest, withFacets hasFacets: Bool = false,
        _ request: PageRequest, as presentation: String,
        _ show: @escaping @Sendable (CountedPage<ListedProduct>, ProductFacets?) -> Shown
    ) async throws -> Representation<Shown> {
        let key = CatalogCache.pageKey(presentation, filter, by: order, withFacets: hasFacets, request)
        return try await self.cache.cached(namespace: CatalogCache.namespace, key: key) {
            try await Self.withinPatience {
                try await self.newPage(filter, by: order, withFacets: hasFacets, request, show)
            }
        }
    }

    /// The same page if this process has it in memory.
    public func pageInMemory<Shown: SchemaValue>(
        _ filter: ProductFilter, by order: ProductOrder = .newest, withFacets hasFacets: Bool = false,
        _ request: PageRequest, as presentation: String
    ) -> Representation<Shown>? {
        let key = CatalogCache.pageKey(presentation, filter, by: order, withFacets: hasFacets, request)
        return self.cache.valueInMemory(namespace: CatalogCache.namespace, key: key)
    }

    private func newPage<Shown: SchemaValue>(
        _ filter: ProductFilter, by order: ProductOrder, withFacets hasFacets: Bool, _ request: PageRequest,
        _ show: @Sendable (CountedPage<ListedProduct>, ProductFacets?) -> Shown
    ) async throws -> Representation<Shown> {
        // Which products are on the page may depend on the clock, not only what they cost.
        let change = filter.hasPrice || order.isByPrice || hasFacets ? try await self.nextPriceChange() : nil
        guard let named = try await self.selection(filter) else {
            return Representation(show(CountedPage(of: [], request), hasFacets ? ProductFacets() : nil))
        }
        let selection = try await self.products.counted(named)
        let now = Date.now
        let page = try await self.products.page(selection, by: order, request) {
            try await self.total(of: selection, until: change)
        }
        let facets = hasFacets ? try await self.facets(of: selection) : nil
        let listed = try await self.listed(page.items, at: now)
        let until = [change, page.items.nextPriceChange(after: now)].compactMap { $0 }.min()
        return Representation(show(page.with(listed), facets), until: until)
    }

    /// When the clock next changes a price of the shop, after the stored ones have been made what it says.
    private func nextPriceChange() async throws -> Date? {
        let (next, foundNew) = try await self.products.followClock()
        if foundNew { await self.forgetAll() }
        return next
    }

    private func total(of selection: ProductSelection, until change: Date?) async throws -> Int {
        try await self.cache.cached(
            namespace: CatalogCache.namespace, key: CatalogCache.totalKey(selection.filter)
        ) {
            ListTotal(
                try await self.products.count(selection), until: selection.filter.hasPrice ? change : nil)
        }.count
    }

    /// - Returns: nil when the filter names what is not there, so that it leaves nothing in.
    func selection(_ filter: ProductFilter) async throws -> ProductSelection? {
        var (categoryID, vendorIDs): (ObjectID?, [ObjectID]) = (nil, [])
        if let category = filter.category {
            guard let known = try await self.categories.table().named(category) else { return nil }
            categoryID = known.id
        }
        if let vendor = filter.vendor {
            if let id = ObjectID(vendor) {
                vendorIDs = [id]
            } else {
                let name = Folding.text(vendor)
                vendorIDs = try await self.vendors.names().filter { Folding.text($0.value) == name }.map(\.key)
                guard !vendorIDs.isEmpty else { return nil }
            }
        }
        var relevance: SearchRelevance?
        if let text = filter.text {
            guard let terms = try await SearchWords(products: self.products).resolve(text) else { return nil }
            if !terms.isEmpty { relevance = SearchRelevance(text, terms) }
        }
        return ProductSelection(
            filter: filter, categoryID: categoryID, vendorIDs: vendorIDs, relevance: relevance)
    }

    /// Up to ten products of the category that a product is directly in, those that sell best first, in another presentation.
    ///
    /// - Parameters:
    ///   - name: the product's id, number or slug.
    ///   - presentation: its name, one of ``CatalogCache/presentations``.
    ///   - show: makes it.
    /// - Throws: ``ShopError`` `notFound`.
    public func related<Shown: SchemaValue>(
        toProductNamed name: String, as presentation: String,
        _ show: @escaping @Sendable ([ListedProduct]) -> Shown
    ) async throws -> Representation<Shown> {
        let reference = ProductReference(name)
        return try await self.cache.cached(
            namespace: CatalogCache.namespace, key: CatalogCache.relatedKey(presentation, reference)
        ) {
            guard let product = try await reference.find(in: self.products.products), product.isActive else {
                throw Self.notFound
            }
            let now = Date.now
            var found: [Product] = []
            if let categoryID = product.categoryID {
                let plan = ProductPlan([.keys([FilterKey.category(categoryID)])], from: 0, by: .bestSelling)
                found = try await self.products.asking(self.products.products.using(index: plan.index)) {
                    try await $0.find(plan.query, sort: plan.sort, limit: Self.mostRelated + 1)
                }
            }
            found = Array(found.filter { $0.id != product.id }.prefix(Self.mostRelated))
            return Representation(
                show(try await self.listed(found, at: now)), until: found.nextPriceChange(after: now))
        }
    }

    /// The same products if this process has them in memory.
    public func relatedInMemory<Shown: SchemaValue>(
        toProductNamed name: String, as presentation: String
    ) -> Representation<Shown>? {
        let key = CatalogCache.relatedKey(presentation, ProductReference(name))
        return self.cache.valueInMemory(namespace: CatalogCache.namespace, key: key)
    }

    private static let mostRelated = 10
}
