import MongoODM

/// What the stock does when an order leaves `pending`.
struct OrderStock: Sendable {
    let stock: any StockKeeper

    /// Sells the pieces of an order that is paid now, or frees those that were set aside for one that is not.
    ///
    /// - Parameter order: as it is after the step that took it out of `pending`.
    /// - Returns: nil where nothing of the stock is different.
    /// - Throws: ``OutOfStock`` and ``NotReserved``; the transaction must then be given up.
    func settle(_ order: Order, in transaction: Transaction) async throws -> StockChange? {
        let wasReserved = order.expiresAt != nil
        switch order.status {
        case .pending: return nil
        case .paid:
            let lines = try order.stockLines()
            return wasReserved
                ? try await self.stock.commit(lines, for: order.id, in: transaction)
                : try await self.stock.take(lines, for: order.id, in: transaction)
        case .failed, .canceled:
            guard wasReserved else { return nil }
            return try await self.stock.release(order.stockLines(), for: order.id, in: transaction)
        }
    }
}
