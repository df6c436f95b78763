package import Payments

/// Who takes the money, and how long is waited for it.
public struct PaymentSettings: Sendable {
    public var gateway: PaymentGatewayKind { self.stripe == nil ? .simulated : .stripe }
    /// For how long the pieces of an order of `/api/v1` are set aside until it is paid.
    public var reservation = Duration.seconds(15 * 60)
    /// What a shop needs that charges through Stripe; nil to simulate payments.
    package var stripe: StripeAccess?
}

/// A shop's account at Stripe.
package struct StripeAccess: Sendable {
    package var api: StripeSettings
    /// Of the endpoint to which Stripe sends its events.
    package var webhookSecret: String

    package init(api: StripeSettings, webhookSecret: String) {
        self.api = api
        self.webhookSecret = webhookSecret
    }
}

extension StripeAccess: CustomStringConvertible, CustomReflectable {
    /// Without the secrets.
    package var description: String { self.api.description }
    package var customMirror: Mirror { Mirror(self, children: ["api": self.api]) }
}
