package import BSON
package import MongoODM
import Schemas
package import ShopCore

/// What users have bought.
package struct PaidProducts: Sendable {
    private let orders: Repository<Order>

    package init(_ collections: Collections) {
        // The orders have registered the collection and its indexes.
        self.orders = Repository(collections.database)
    }

    /// Whether a user has a paid order of a product.
    package func hasBought(
        _ productID: ObjectID, userID: ObjectID, in transaction: Transaction
    ) async throws -> Bool {
        try await self.orders.exists(
            \.userID == userID.hexString && \.items[.each].productID == productID.hexString && \.status == .paid
                && \.delivery != .cancelled,
            in: transaction)
    }
}
