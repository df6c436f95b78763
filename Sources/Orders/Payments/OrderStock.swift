import MongoODM

/// What becomes of an order's pieces when it leaves `pending`.
struct OrderStock: Sendable {
    let stock: any StockKeeper

    /// Sells the pieces of an order that was paid, and frees those of one that never will be.
    ///
    /// - Parameter order: as it is after the step that took it out of `pending`, in the same transaction.
    /// - Returns: nil where there was nothing to move.
    /// - Throws: ``OutOfStock``, ``NotReserved``; the transaction must then be given up.
    func settle(_ order: Order, in transaction: Transaction) async throws -> StockChange? {
        switch (order.status, isReserved: order.expiresAt != nil) {
        case (.paid, isReserved: true):
            try await self.stock.commit(order.stockLines(), for: order.id, in: transaction)
        case (.paid, isReserved: false):
            try await self.stock.take(order.stockLines(), for: order.id, in: transaction)
        case (.failed, isReserved: true), (.canceled, isReserved: true):
            try await self.stock.release(order.stockLines(), for: order.id, in: transaction)
        default: nil
        }
    }
}
