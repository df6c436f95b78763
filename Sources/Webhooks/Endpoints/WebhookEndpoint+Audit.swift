import BSON
package import ShopCore

extension AuditedKind {
    package static let webhook: AuditedKind = "webhook"
}

extension WebhookEndpoint {
    /// What the audit log keeps of it: not the secret.
    var audited: BSONDocument {
        [
            "url": .string(self.url), "events": .array(self.eventNames.map { .string($0) }),
            "state": .string(self.state.rawValue), "revision": .int64(Int64(self.revision)),
        ]
    }
}
