package import BSON
package import MongoODM

/// What orders need of whatever keeps the inventory.
///
/// Each step is named by the order's id. Done again, with the same lines, it does nothing: for what waits for a payment the
/// keeper remembers the order; ``take(_:for:in:)`` and ``restock(_:for:in:)`` are done once because the transaction changes
/// the order, too.
package protocol StockKeeper: Sendable {
    /// Sets the quantities of all lines aside for an order. One whose pieces were set aside before, or are sold or free
    /// again, is left as it is.
    ///
    /// - Throws: ``OutOfStock`` when one line is short; the transaction must then be given up.
    func reserve(
        _ lines: [StockLine], for orderID: ObjectID, in transaction: Transaction
    ) async throws -> StockChange

    /// Sells what was set aside for an order.
    ///
    /// - Throws: ``NotReserved`` when nothing is set aside, because it is free again or never was; the transaction must then
    ///   be given up.
    func commit(
        _ lines: [StockLine], for orderID: ObjectID, in transaction: Transaction
    ) async throws -> StockChange

    /// Frees what was set aside for an order. What is sold stays sold.
    func release(
        _ lines: [StockLine], for orderID: ObjectID, in transaction: Transaction
    ) async throws -> StockChange

    /// The same for several orders: what is free again of one product is moved at once.
    func release(_ orders: [ReservedLines], in transaction: Transaction) async throws -> StockChange

    /// How many can be bought at the moment of what each line names.
    func available(_ lines: [StockLine]) async throws -> [Int]

    /// Sells the quantities of all lines, of which nothing was set aside.
    ///
    /// - Throws: ``OutOfStock`` when one line is short; the transaction must then be given up.
    func take(
        _ lines: [StockLine], for orderID: ObjectID, in transaction: Transaction
    ) async throws -> StockChange

    /// Lets the quantities of all lines, which were sold, be bought again. Of products that were removed meanwhile nothing
    /// comes back.
    func restock(
        _ lines: [StockLine], for orderID: ObjectID, in transaction: Transaction
    ) async throws -> StockChange
}

/// So many of one product, or of a variant of it.
package struct StockLine: Sendable {
    package var productID: ObjectID
    /// Nil for a product without variants.
    package var variantID: ObjectID?
    package var quantity: Int

    package init(productID: ObjectID, variantID: ObjectID? = nil, quantity: Int) {
        self.productID = productID
        self.variantID = variantID
        self.quantity = quantity
    }
}

/// What was set aside for an order.
package struct ReservedLines: Sendable {
    package var orderID: ObjectID
    package var lines: [StockLine]

    package init(orderID: ObjectID, lines: [StockLine]) {
        self.orderID = orderID
        self.lines = lines
    }
}

/// A line of an order can't be delivered.
package struct OutOfStock: Error {
    package init() {}
}

/// Nothing is set aside for an order.
package struct NotReserved: Error {
    package init() {}
}

/// What was changed in the stock, in a transaction that is not committed yet.
package struct StockChange: Sendable {
    /// Tells those who show the inventory that the transaction was committed.
    package let didCommit: @Sendable () async -> Void

    package init(didCommit: @escaping @Sendable () async -> Void) {
        self.didCommit = didCommit
    }
}
