import MongoODM

/// What payments need of whoever keeps the inventory.
protocol Stock: Sendable {
    /// Takes the quantities of all lines.
    ///
    /// - Throws: ``OutOfStock`` when one line is short; the transaction must then be given up.
    func take(_ items: [OrderItem], in transaction: Transaction) async throws -> [TakenStock]

    /// Tells that the transaction which took from the stock was committed.
    func didTake(_ taken: [TakenStock]) async
}

/// A line of an order can't be delivered.
struct OutOfStock: Error {}

/// A product that was taken from.
struct TakenStock: Hashable, Sendable {
    let slug: String
}
