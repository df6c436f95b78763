package import BSON

/// Who looks after the inventory, wherever accounts are kept.
package protocol InventoryKeepers: Sendable {
    /// The users who are told that pieces run short.
    func inventoryKeepers() async throws -> [ObjectID]

    /// Where such a user reads mails; nil for who looks after it no longer.
    func inventoryMailbox(of userID: ObjectID) async throws -> (address: String, name: String)?
}
