package import BSON
package import MongoODM

/// What a part of the shop keeps of a user, and must not keep without the account.
package protocol PersonalData: Sendable {
    /// Removes it in the transaction that removes the account. It happens again some time later, for what a request that was
    /// under way has stored meanwhile.
    func erase(of userID: ObjectID, in transaction: Transaction) async throws

    /// Removes what is too much for a transaction, after the account is gone, in steps that may all be done again.
    func eraseTraces(of userID: ObjectID) async throws
}

extension PersonalData {
    package func erase(of userID: ObjectID, in transaction: Transaction) async throws {}
    package func eraseTraces(of userID: ObjectID) async throws {}
}
