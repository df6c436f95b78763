extension DocumentStream {
    /// Goes through the documents so many at once, so that no step takes long, however many there are.
    ///
    /// - Parameters:
    ///   - size: how many at once. The last ones may be fewer.
    ///   - body: gets them in their order.
    /// - Throws: what the body throws; ``MongoError``; `CancellationError`.
    public func forEachBatch(of size: Int, _ body: ([Model]) async throws -> Void) async throws {
        var batch: [Model] = []
        for try await model in self {
            batch.append(model)
            guard batch.count == size else { continue }
            try await body(batch)
            batch = []
        }
        if !batch.isEmpty { try await body(batch) }
    }
}
