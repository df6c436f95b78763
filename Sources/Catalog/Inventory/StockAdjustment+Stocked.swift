package import BSON
package import MongoODM

extension Repository<StockAdjustment> {
    /// Writes down that pieces were put in stock of some products. Of those of which nothing is written down yet, the first
    /// adjustment tells it.
    package func noteStocked(
        _ pieces: [(id: ObjectID, count: Int)], reason: String, in transaction: Transaction
    ) async throws {
        let begun = try await self.find(.isIn(\.id, pieces.map(\.id)), limit: pieces.count, in: transaction)
        let ids = Set(begun.map(\.id))
        let writes = pieces.filter { ids.contains($0.id) }
            .map { BulkWrite.create(StockAdjustment(productID: $0.id, change: $0.count, reason: reason)) }
        if !writes.isEmpty { try await self.bulkWrite(writes, ordered: false, in: transaction) }
    }
}
