public import Schemas

extension Repository {
    /// Goes through the documents that fulfil a query, in the order of their `_id`, so many at once that none of the steps takes
    /// long, however many there are. What is changed meanwhile is met once at most.
    ///
    /// - Parameters:
    ///   - part: what is read of each.
    ///   - size: how many at once.
    /// - Throws: what the body throws; ``MongoError``.
    public func forEachBatch<Part: SchemaObject>(
        of query: Query<Model> = .all, as part: Part.Type, size: Int = 500, _ body: ([Part]) async throws -> Void
    ) async throws {
        var place: PageCursor?
        repeat {
            let page = try await self.page(
                query, as: part, sort: [Sort(FieldPath(name: "_id"), .ascending)], after: place, limit: size)
            try await body(page.items)
            place = page.next
        } while place != nil
    }
}
