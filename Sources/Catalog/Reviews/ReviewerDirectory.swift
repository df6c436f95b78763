package import BSON
package import MongoODM

/// What users are called who write reviews, wherever accounts are kept.
package protocol ReviewerDirectory: Sendable {
    /// The names of some; those that are gone are missing.
    ///
    /// - Parameter transaction: whose connection is used; another may not be left where all of them wait in transactions.
    func names(of ids: [ObjectID], in transaction: Transaction?) async throws -> [ObjectID: String]
}
