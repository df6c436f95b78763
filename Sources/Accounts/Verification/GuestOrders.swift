package import BSON
package import MongoODM

/// The orders that were placed without an account, which their buyers get with a verified address, wherever orders are kept.
package protocol GuestOrders: Sendable {
    /// Sees to it that a user gets those of the account's address, in the transaction that verifies it. It may be called again.
    func claim(by userID: ObjectID, in transaction: Transaction) async throws
}
