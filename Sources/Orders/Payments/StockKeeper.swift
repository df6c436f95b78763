package import BSON
package import MongoODM

/// What payments need of whatever keeps the inventory.
package protocol StockKeeper: Sendable {
    /// Takes the quantities of all lines.
    ///
    /// - Throws: ``OutOfStock`` when one line is short; the transaction must then be given up.
    func take(_ lines: [StockLine], in transaction: Transaction) async throws -> TakenStock
}

/// So many of one product.
package struct StockLine: Sendable {
    package var productID: ObjectID
    package var quantity: Int

    package init(productID: ObjectID, quantity: Int) {
        self.productID = productID
        self.quantity = quantity
    }
}

/// A line of an order can't be delivered.
package struct OutOfStock: Error {
    package init() {}
}

/// What was taken from the inventory, in a transaction that is not committed yet.
package struct TakenStock: Sendable {
    /// Tells those who show the inventory that the transaction was committed.
    package let didCommit: @Sendable () async -> Void

    package init(didCommit: @escaping @Sendable () async -> Void) {
        self.didCommit = didCommit
    }
}
