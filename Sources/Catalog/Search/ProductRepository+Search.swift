import BSON
import MongoODM
import ShopCore

/// Searches by words.
extension ProductRepository {
    /// A page of the active products that have all the terms, the best first.
    ///
    /// At most ``mostRanked`` are ranked. Where more match, those whose name is the text, those whose name has all the words
    /// and those that have the words as they were typed are taken first, the newest of each.
    func relevancePage(
        _ selection: ProductSelection, _ relevance: SearchRelevance, _ request: PageRequest
    ) async throws -> CountedPage<Product> {
        let (products, query, _) = try await self.question(selection, by: .newest)
        func matches(limit: Int) async throws -> [SearchMatch] {
            try await self.asking(products) { try await $0.matches(query, relevance, limit: limit) }
        }
        var found: [SearchMatch] = []
        var total = 0
        // Products with one word are counted in the index, with several as fast as they are read.
        let isCountedFirst = selection.criteria.count == 1
        if !isCountedFirst { found = try await matches(limit: Self.mostRanked + 1) }
        if isCountedFirst || found.count > Self.mostRanked {
            total = try await self.asking(products) {
                try await $0.count(query, limit: CountedPage<Product>.highestTotal + 1)
            }
            found =
                total <= Self.mostRanked
                ? try await matches(limit: Self.mostRanked) : try await self.bestMatches(selection, relevance)
        } else {
            total = found.count
        }
        let wanted = relevance.ranked(found).dropFirst(request.skip).prefix(request.size).map(\.id)
        let byID = try await self.find(ids: wanted)
        let highest = CountedPage<Product>.highestTotal
        return CountedPage(
            request: request, items: wanted.compactMap { byID[$0] }, total: min(total, highest),
            isTotalExact: total <= highest,
            hasNext: request.skip + request.size < found.count && request.page < PageRequest.last)
    }

    /// How many products of one search are ranked; its pages end there.
    static let mostRanked = 1000

    /// The ones to rank where more match.
    private func bestMatches(
        _ selection: ProductSelection, _ relevance: SearchRelevance
    ) async throws -> [SearchMatch] {
        var others = selection
        others.relevance = nil
        let condition = others.criteria.reduce(Query<Product>.all) { $0 && .raw($1.condition) }
        let terms = try await self.rarestFirst(relevance.terms)
        let exact = terms.map { SearchTerm($0.exact) }
        let isActive: Query<Product> = \.isActive == true
        var queries = [
            isActive && .has(Product.searchName, relevance.wholeName) && Self.query(exact),
            Self.query(exact, in: Product.searchNameWords), Self.query(exact),
        ]
        if exact != terms { queries.append(Self.query(terms)) }
        var best: [SearchMatch] = []
        var seen: Set<ObjectID> = []
        for query in queries where best.count < Self.mostRanked {
            let matches = try await self.products.matches(query && condition, relevance, limit: Self.mostRanked)
            best += matches.filter { seen.insert($0.id).inserted }
        }
        return Array(best.prefix(Self.mostRanked))
    }

    /// What asks for active products that have all the terms.
    ///
    /// - Parameter field: where they have them.
    static func query(
        _ terms: [SearchTerm], in field: DerivedField<Product> = Product.searchWords
    ) -> Query<Product> {
        // An index over an array serves one condition on it, and that is the first.
        terms.reduce(\.isActive == true) { query, term in
            let words = term.alternatives
            return query && (words.count == 1 ? .has(field, words[0]) : .has(field, anyOf: words))
        }
    }

    /// The terms with the one in front that the fewest active products have, as far as counting a few tells.
    func rarestFirst(_ terms: [SearchTerm]) async throws -> [SearchTerm] {
        let criteria = ProductSelection.criteria(of: terms)
        guard let place = try await self.rarest(of: criteria, by: .newest).place else { return terms }
        return [terms[place]] + terms[..<place] + terms[(place + 1)...]
    }
}

extension Repository<Product> {
    /// What of the newest matches tells how well they match.
    fileprivate func matches(
        _ query: Query<Product>, _ relevance: SearchRelevance, limit: Int
    ) async throws -> [SearchMatch] {
        let sort = ProductOrder.newest.sort
        return try await self.aggregate(
            Pipeline().match(query).sort(sort[0], sort[1]).limit(limit)
                .stage(SearchMatch.projection(of: relevance.words)),
            as: SearchMatch.self, limit: limit)
    }
}
