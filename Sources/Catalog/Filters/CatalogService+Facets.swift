import BSON
import MongoODM
import ShopCore

extension CatalogService {
    /// What each further filter would leave, counted among as many matches as are counted in all.
    func facets(of selection: ProductSelection) async throws -> ProductFacets {
        let filter = selection.filter
        let table = try await self.categories.table()
        let all = try await self.counts(selection)
        /// The counts without what the filter says of a facet, if it says anything.
        func counts(_ facet: ProductFilter.Facet) async throws -> FacetCounts {
            let wider = filter.without(facet)
            guard wider != filter else { return all }
            return try await self.counts(
                ProductSelection(
                    filter: wider, categoryID: facet == .category ? nil : selection.categoryID,
                    vendorIDs: selection.vendorIDs, relevance: selection.relevance))
        }
        var facets = ProductFacets()
        facets.categories = try await counts(.category).categories(in: table)
        facets.tags = try await counts(.tag).tagList
        facets.prices = try await counts(.price).priceList
        facets.ratings = try await counts(.rating).ratingList
        var options: [String: (name: String, values: [(value: String, count: Int)])] = [:]
        for name in all.optionNameList { options[name] = all.option(name) }
        for option in filter.options {
            options[option.name] = try await counts(.option(option.name)).option(option.name)
        }
        facets.options = options.sorted { $0.key < $1.key }.map(\.value)
        return facets
    }

    private func counts(_ selection: ProductSelection) async throws -> FacetCounts {
        FacetCounts(try await self.products.faceted(selection), of: selection)
    }
}

extension ProductRepository {
    /// What facets count of the products of a selection, of the newest if there are very many.
    func faceted(_ selection: ProductSelection) async throws -> [FacetedProduct] {
        let (products, query, _) = try await self.question(selection, by: .newest)
        let limit = CountedPage<Product>.highestTotal
        let pipeline = Pipeline().match(query).limit(limit)
            .stage(["$project": .document(FacetedProduct.projection(for: selection.filter))])
        return try await self.asking(products) {
            try await $0.aggregate(pipeline, as: FacetedProduct.self, limit: limit)
        }
    }
}
