package import BSON

/// Who can be told of endpoints, wherever accounts are kept.
package protocol WebhookKeepers: Sendable {
    /// Where a user reads mails who may look after webhooks, or else another who may.
    ///
    /// - Parameter userID: whom to prefer.
    /// - Returns: nil when there is nobody.
    func mailbox(preferring userID: ObjectID?) async throws -> (address: String, name: String)?
}
