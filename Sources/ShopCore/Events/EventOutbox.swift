package import MongoODM

/// Where features put what has happened, in the transaction of the change: what is rolled back was never told, and what is
/// committed will be.
package protocol EventOutbox: Sendable {
    /// Stores an event for all who listen to its name. Where nobody does, it does nothing.
    func note(_ event: ShopEvent, in transaction: Transaction) async throws
}
