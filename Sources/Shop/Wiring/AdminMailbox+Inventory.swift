import Accounts
package import BSON
package import Catalog
import ShopCore

extension AdminMailbox: InventoryKeepers {
    package func inventoryKeepers() async throws -> [ObjectID] { try await self.admins() }

    package func inventoryMailbox(of userID: ObjectID) async throws -> (address: String, name: String)? {
        try await self.mailbox(of: userID, with: .manageInventory)
    }
}
