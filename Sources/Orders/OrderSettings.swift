public import ShopCore

/// How orders are dealt with.
public struct OrderSettings: Sendable {
    /// How many days after shipping, or placing, an order is there.
    public var deliveryDays: Int
    /// What is added to the price of goods.
    public var pricing: PricingRules
    /// Whether an order of `/api/v1` needs an address to send it to.
    public var requiresAddress: Bool

    public init(deliveryDays: Int = 5, pricing: PricingRules = PricingRules(), requiresAddress: Bool = true) {
        self.deliveryDays = deliveryDays
        self.pricing = pricing
        self.requiresAddress = requiresAddress
    }
}
