package import BSON
package import Logging
package import MongoODM

/// Who sells own products in the shop, wherever accounts are kept.
package protocol VendorDirectory: Sendable {
    /// The names of all vendors, as they were a second ago at most.
    func names() async throws -> [ObjectID: String]

    /// The name of one, without another connection than the transaction's; nil for who is no vendor.
    func name(of id: ObjectID, in transaction: Transaction) async throws -> String?

    /// Keeps the names true, and tells of each change, until the task is cancelled.
    func run(logger: Logger, _ didChange: @escaping @Sendable () async -> Void) async
}
