import Payments
import Schemas
import ShopCore

/// What buyers may pay with.
struct PaymentTokens: Sendable {
    let gateway: any PaymentGateway
    /// What counts where nothing is named; nil to have the buyer asked by a browser.
    let usual: String?

    /// What a request names, or what counts in its place.
    ///
    /// - Throws: `ValidationError` for what can't be charged.
    func token(_ named: String?) throws -> String? {
        guard let named else { return self.usual }
        guard self.gateway.canCharge(named) else {
            throw ValidationError.inBody("payment_token", "unknown_payment_token", "This payment token is not known")
        }
        return named
    }
}
