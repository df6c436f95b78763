package import MongoODM

/// A page of a list, with how much there is in all.
public struct CountedPage<Item: Sendable>: Sendable {
    public var request: PageRequest
    public var items: [Item]
    /// How many there are in all, or ``highestTotal`` where there are more.
    public var total: Int
    public var isTotalExact: Bool
    public var hasNext: Bool

    package init(request: PageRequest, items: [Item], total: Int, isTotalExact: Bool, hasNext: Bool) {
        self.request = request
        self.items = items
        self.total = total
        self.isTotalExact = isTotalExact
        self.hasNext = hasNext
    }

    /// Counting ends here.
    public static var highestTotal: Int { 10_000 }

    /// A page of a short list that is there as a whole.
    package init(of list: [Item], _ request: PageRequest) {
        self.init(
            request: request, items: Array(list.dropFirst(request.skip).prefix(request.size)), total: list.count,
            isTotalExact: true, hasNext: list.count > request.skip + request.size)
    }

    /// A page that was found.
    ///
    /// - Parameters:
    ///   - found: what is on it, and one more where there is one.
    ///   - count: how many there are in all, up to one more than are counted.
    package init(_ found: [Item], of count: Int, _ request: PageRequest) {
        let highest = Self.highestTotal
        // Documents that can't be read are counted, but not found.
        let goesOn = found.count > request.size || (count <= highest && count > request.skip + request.size)
        self.init(
            request: request, items: Array(found.prefix(request.size)), total: min(count, highest),
            isTotalExact: count <= highest, hasNext: goesOn && request.page < PageRequest.last)
    }

    /// The same page of something else that stands for its items, in their order.
    package func with<Other>(_ items: [Other]) -> CountedPage<Other> {
        CountedPage<Other>(
            request: self.request, items: items, total: self.total, isTotalExact: self.isTotalExact,
            hasNext: self.hasNext)
    }

    /// The same page of something that is made of each item.
    public func map<Other>(_ transform: (Item) -> Other) -> CountedPage<Other> {
        self.with(self.items.map(transform))
    }
}

extension Repository {
    /// A page of the documents that fulfil a query: two questions to the database.
    ///
    /// - Parameter sort: an order that an index has, and in which no two documents are equal.
    package func page(
        _ query: Query<Model> = .all, sort: [Sort<Model>], _ request: PageRequest
    ) async throws -> CountedPage<Model> {
        let found = try await self.find(query, sort: sort, skip: request.skip, limit: request.size + 1)
        let count = try await self.count(query, limit: CountedPage<Model>.highestTotal + 1)
        return CountedPage(found, of: count, request)
    }
}
