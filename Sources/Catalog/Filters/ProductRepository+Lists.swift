import BSON
import MongoODM
import ShopCore

extension ProductRepository {
    /// A page of the active products.
    ///
    /// - Parameters:
    ///   - selection: which of them.
    ///   - total: tells how many there are in all, up to one more than are counted.
    func page(
        _ selection: ProductSelection, by order: ProductOrder, _ request: PageRequest, total: () async throws -> Int
    ) async throws -> CountedPage<Product> {
        let order = order.effective(for: selection.filter)
        if order == .relevance, let relevance = selection.relevance {
            return try await self.relevancePage(selection, relevance, request)
        }
        let (products, query, sort) = try await self.question(selection, by: order)
        let found = try await self.asking(products) {
            try await $0.find(query, sort: sort, skip: request.skip, limit: request.size + 1)
        }
        return CountedPage(found, of: try await total(), request)
    }

    /// How many active products there are of a selection, up to one more than are counted.
    func count(_ selection: ProductSelection) async throws -> Int {
        // The newest first, or any order: where the price alone is asked for, its index has nothing else.
        let criteria = selection.criteria
        let order: ProductOrder = criteria.count == 1 && criteria[0].kind == .price ? .price : .newest
        let (products, query, _) = try await self.question(selection, by: order)
        return try await self.asking(products) {
            try await $0.count(query, limit: CountedPage<Product>.highestTotal + 1)
        }
    }

    /// Asks by an index. Where somebody has dropped it, the database finds another way until the next start makes it again.
    func asking<Output>(
        _ products: Repository<Product>, _ ask: (Repository<Product>) async throws -> Output
    ) async throws -> Output {
        do {
            return try await ask(products)
        } catch let error as MongoError where error.serverCode == Self.badValue {
            return try await ask(self.products)
        }
    }

    /// MongoDB's `BadValue`, also for an index that is not there.
    private static let badValue = 2

    /// What the database is asked for a selection.
    func question(
        _ selection: ProductSelection, by order: ProductOrder
    ) async throws -> (products: Repository<Product>, query: Query<Product>, sort: [Sort<Product>]) {
        let criteria = selection.criteria
        let (start, isNarrow) = try await self.rarest(of: criteria, counted: selection.rarest, by: order)
        let plan = ProductPlan(criteria, from: start, isNarrow: isNarrow, by: order)
        return (self.products.using(index: plan.index), plan.query, plan.sort)
    }

    /// The selection with its rarest criterion, counted once for all questions that a request asks of it.
    func counted(_ selection: ProductSelection) async throws -> ProductSelection {
        var selection = selection
        let criteria = selection.criteria
        let places = Self.places(criteria)
        if places.count > 1 { selection.rarest = try await self.rarest(of: criteria, at: places) }
        return selection
    }

    /// The criterion that the fewest products fulfil, as far as they are counted: all of these, or nearly so, may have to be
    /// looked at.
    ///
    /// - Parameter counted: which one that is, where it is known.
    /// - Returns: its place, nil if an index has none of them; and whether those that fulfil it had better be sorted.
    func rarest(
        of criteria: [ProductCriterion], counted: CountedCriterion? = nil, by order: ProductOrder
    ) async throws -> (place: Int?, isNarrow: Bool) {
        let places = Self.places(criteria)
        guard let first = places.first else { return (nil, false) }
        let kind = criteria[first].kind
        let mayBeNarrow = (kind == .price && !order.isByPrice) || (kind == .words && order != .newest)
        if places.count == 1, !mayBeNarrow { return (first, false) }
        let rarest: CountedCriterion
        if let counted { rarest = counted } else { rarest = try await self.rarest(of: criteria, at: places) }
        if criteria[rarest.place].kind == .words { return (rarest.place, rarest.count < Self.mostWithWords) }
        guard criteria[rarest.place].kind == .price, !order.isByPrice, rarest.count < Self.mostCompared else {
            return (rarest.place, false)
        }
        // Sorting reads them all. The bands read little more than the page, unless most that is in them is not in the range.
        if rarest.count < Self.fewEnough { return (rarest.place, true) }
        let inBands = ProductCriterion.keys(criteria[rarest.place].keys)
        let plan = ProductPlan([inBands], from: 0, by: .newest)
        return (rarest.place, try await self.count(plan, limit: 2 * rarest.count + 1) > 2 * rarest.count)
    }

    /// The criteria that a question can start from.
    private static func places(_ criteria: [ProductCriterion]) -> [Int] {
        criteria.indices.filter { criteria[$0].kind != .other }
    }

    private func rarest(of criteria: [ProductCriterion], at places: [Int]) async throws -> CountedCriterion {
        let limit = criteria.contains { $0.kind == .words } ? Self.mostWithWords : Self.mostCompared
        var rarest = CountedCriterion(place: places[0], count: .max)
        for place in places {
            let criterion = criteria[place]
            let plan = ProductPlan([criterion], from: 0, by: criterion.kind == .price ? .price : .newest)
            let count = try await self.count(plan, limit: limit)
            if count < rarest.count { rarest = CountedCriterion(place: place, count: count) }
            if count < Self.fewEnough { break }
        }
        return rarest
    }

    private func count(_ plan: ProductPlan, limit: Int) async throws -> Int {
        try await self.asking(self.products.using(index: plan.index)) { try await $0.count(plan.query, limit: limit) }
    }

    /// So few products are looked at as fast as another criterion's are counted.
    private static let fewEnough = 100
    /// Counting ends here, and no more are sorted.
    private static let mostCompared = 1000
    /// Where words are among the criteria: they are in more products than most else, and have one order in their index.
    private static let mostWithWords = 3000
}
