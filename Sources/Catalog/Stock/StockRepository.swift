package import BSON
import FoundationEssentials
package import MongoODM
import ShopCore

/// What is moved in the books of products for orders. Each step of an order is done once: a record with the order's id
/// changes in the same transaction, and tells by what it was before whether there is anything to do.
package struct StockRepository: Sendable {
    private let products: ProductRepository
    private let reservations: Repository<StockReservation>

    init(_ collections: Collections, products: ProductRepository) {
        self.products = products
        self.reservations = collections.repository()
    }

    /// Begins the record of an order. Two transactions that do so at once exclude each other.
    ///
    /// - Returns: false when there is one, whatever became of it.
    package func begin(_ orderID: ObjectID, in transaction: Transaction) async throws -> Bool {
        let before = try await self.reservations.findOneAndUpdate(
            \.id == orderID, .setOnInsert(\.state, .reserved), .setOnInsert(\.at, .now), upsert: true,
            returning: .before, in: transaction)
        return before == nil
    }

    /// Ends the record of an order whose pieces wait.
    ///
    /// - Returns: what it was before; nil when there is none.
    package func end(
        _ orderID: ObjectID, as state: StockReservation.State, in transaction: Transaction
    ) async throws -> StockReservation.State? {
        let ended: BSONValue = ["$cond": [["$eq": ["$state", "reserved"]], .string(state.rawValue), "$state"]]
        return try await self.reservations.findOneAndUpdate(
            \.id == orderID, Pipeline().stage(["$set": ["state": ended]]), returning: .before, in: transaction)?.state
    }

    /// Ends the records of those orders whose pieces wait, because they are free again.
    ///
    /// - Returns: whose these were.
    package func release(_ orderIDs: [ObjectID], in transaction: Transaction) async throws -> Set<ObjectID> {
        // What changes meanwhile ends the transaction.
        let waiting = try await self.reservations.find(
            .isIn(\.id, orderIDs) && \.state == .reserved, limit: orderIDs.count, in: transaction)
        try await self.reservations.updateMany(
            .isIn(\.id, waiting.map(\.id)), .set(\.state, .released), in: transaction)
        return Set(waiting.map(\.id))
    }

    /// - Returns: the product afterwards, or nil when nothing was moved; see ``StockStatement``.
    package func run(_ statement: StockStatement, in transaction: Transaction) async throws -> Product? {
        try await self.products.run(statement, in: transaction)
    }
}
