package import Webhooks

/// What the shop tells other systems, and how.
package struct EventSettings: Sendable {
    package var transport: any WebhookTransport
    package var forms: EventForms
    /// A sale that leaves so many pieces or fewer is told of.
    package var lowStock: Int

    package init(transport: any WebhookTransport, forms: EventForms, lowStock: Int = 5) {
        self.transport = transport
        self.forms = forms
        self.lowStock = lowStock
    }
}
