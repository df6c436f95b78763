import Accounts
package import BSON
import ShopCore
import Webhooks

extension AdminMailbox: WebhookKeepers {
    package func mailbox(preferring userID: ObjectID?) async throws -> (address: String, name: String)? {
        try await self.find(with: .manageWebhook, preferring: userID)
    }
}
