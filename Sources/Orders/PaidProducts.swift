package import BSON
package import MongoODM
import Schemas
package import ShopCore

/// What users have bought.
package struct PaidProducts: Sendable {
    let orders: Repository<Order>

    package init(_ collections: Collections) {
        // The orders have registered the collection and its indexes.
        self.orders = Repository<Order>(collections.database).using(index: Order.byUser.name)
    }

    /// Whether a user has a paid order of a product.
    package func hasBought(
        _ productID: ObjectID, userID: ObjectID, in transaction: Transaction
    ) async throws -> Bool {
        try await self.orders.exists(Self.paid(productID, by: userID), in: transaction)
    }

    /// A user has so few orders that this looks through them: an index of what was paid would be one more that each purchase
    /// changes.
    static func paid(_ productID: ObjectID, by userID: ObjectID) -> Query<Order> {
        \.userID == userID.hexString && \.items[.each].productID == productID.hexString && \.status == .paid
            && \.delivery != .cancelled
    }
}
