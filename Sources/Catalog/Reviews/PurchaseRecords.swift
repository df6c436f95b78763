package import BSON
package import MongoODM

/// What users have bought, wherever orders are kept.
package protocol PurchaseRecords: Sendable {
    /// Whether a user has paid for a product.
    func hasBought(_ productID: ObjectID, userID: ObjectID, in transaction: Transaction) async throws -> Bool
}
