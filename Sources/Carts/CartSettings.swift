public import ShopCore

/// How carts are kept, and what they come to.
public struct CartSettings: Sendable {
    /// How long an anonymous cart lasts without being used.
    public var anonymousLifetime: Duration
    /// What is added to the price of what they hold.
    public var pricing: PricingRules

    public init(anonymousLifetime: Duration = .seconds(30 * 86_400), pricing: PricingRules = PricingRules()) {
        self.anonymousLifetime = anonymousLifetime
        self.pricing = pricing
    }
}
