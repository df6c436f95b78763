import BSON
import MongoODM
import ShopCore

extension WebhookStore: PersonalData {
    /// Removes the events that have a user's data, and their deliveries: they need not fit into a transaction.
    func eraseTraces(of userID: ObjectID) async throws {
        try await self.deliveries.delete(\.userID == userID)
        try await self.events.delete(\.userID == userID)
    }
}
