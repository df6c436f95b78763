import MongoODM
import Schemas

extension ProductRepository {
    /// Goes through products in batches, so few at once that none of the steps takes long, however many there are.
    ///
    /// - Parameters:
    ///   - query: which of them.
    ///   - part: what is read of each.
    func forEachBatch<Part: SchemaObject>(
        of query: Query<Product>, as part: Part.Type, _ body: ([Part]) async throws -> Void
    ) async throws {
        try await self.products.forEachBatch(of: query, as: part, size: Self.batch, body)
    }

    /// How many are changed at once.
    static let batch = 500
}
